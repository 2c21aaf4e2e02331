// What to call the customer of a conversation.
import { t } from "./i18n";
import type { Customer } from "./wire";

export function customerName(customer: Customer | null | undefined, conversationId: string): string {
  return customer?.name || customer?.id || `${t("customer.unknown")} ${conversationId}`;
}
