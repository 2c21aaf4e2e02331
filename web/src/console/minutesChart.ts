// The last hour as an ECharts option: messages as bars with the hottest degrees as a line, alerts beneath on a lane of
// their own. Pure; colours and letters come from the page's tokens.
import type { Minute } from "./live";

export interface Ink { text: string; line: string; customer: string; others: string; alert: string; heat: string; ground: string; font: string }
export interface Names { customer: string; others: string; alerts: string; hottest: string }

const LETTERS = 12;
const LANE = 44; // pixels of the alerts

/** `hours` = the label of each minute. */
export function minutesOption(minutes: readonly Minute[], hours: readonly string[], names: Names, ink: Ink, moving: boolean): Record<string, unknown> {
  const letters = { color: ink.text, fontSize: LETTERS, fontFamily: ink.font };
  const axis = { axisLabel: letters, axisLine: { lineStyle: { color: ink.line } }, axisTick: { show: false } };
  const bar = { type: "bar", barMaxWidth: 12 };
  const grid = { left: 44, right: 48 };
  return {
    animation: moving,
    textStyle: { fontFamily: ink.font },
    grid: [{ ...grid, top: 36, bottom: LANE + 44 }, { ...grid, height: LANE, bottom: 4 }],
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: letters, icon: "roundRect" },
    tooltip: { trigger: "axis", confine: true, backgroundColor: ink.ground, borderColor: ink.line, textStyle: letters },
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    xAxis: [
      { ...axis, type: "category", data: [...hours] },
      { ...axis, type: "category", data: [...hours], gridIndex: 1, axisLabel: { show: false } },
    ],
    yAxis: [
      { ...axis, type: "value", minInterval: 1, splitLine: { lineStyle: { color: ink.line } } },
      { ...axis, type: "value", min: 0, max: 100, interval: 25, splitLine: { show: false }, axisLabel: { ...letters, formatter: "{value}°" } },
      { ...axis, type: "value", gridIndex: 1, minInterval: 1, splitNumber: 1, splitLine: { show: false } },
    ],
    series: [
      { ...bar, stack: "messages", name: names.customer, color: ink.customer, data: minutes.map((one) => one.customer_messages) },
      { ...bar, stack: "messages", name: names.others, color: ink.others, data: minutes.map((one) => one.messages - one.customer_messages) },
      { type: "line", name: names.hottest, color: ink.heat, yAxisIndex: 1, symbolSize: 4, lineStyle: { width: 2 }, data: minutes.map((one) => one.hottest) },
      { ...bar, name: names.alerts, color: ink.alert, xAxisIndex: 1, yAxisIndex: 2, data: minutes.map((one) => one.alerts) },
    ],
  };
}
