// Attributes that our templates use and Vue's types do not list.
export {};

declare module "vue" {
  interface AriaAttributes { "aria-description"?: string | undefined; "aria-keyshortcuts"?: string | undefined }
  interface HTMLAttributes { [data: `data-${string}`]: unknown }
  interface SVGAttributes { [data: `data-${string}`]: unknown }
}
