import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { getInstanceByDom, init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer } from 'echarts/renderers';

// Canvas, not SVG: the SVG painter writes style attributes, which the content security policy forbids.
use([BarChart, LineChart, GridComponent, TooltipComponent, LabelLayout, CanvasRenderer]);

// The painter empties its box with innerHTML = ''; the empty text is all this policy lets through.
(window as { trustedTypes?: { createPolicy(name: string, rules: object): unknown } }).trustedTypes
  ?.createPolicy('default', { createHTML: (html: string) => html === '' ? html : null });

const boxes = new Set<HTMLElement>();

/** Reads the table that the chart stands for: first row = categories, each further row = one series. */
export function readTable(table: Element): { heads: string[]; series: { name: string; values: (number | null)[] }[] } {
  const rows = [...table.querySelectorAll('tr')].map(row => [...row.cells].map(cell => cell.textContent.trim()));
  const [first = [], ...rest] = rows;
  const number = (text: string): number | null => text === '' || Number.isNaN(Number(text.replace(/[,\s%]/g, ''))) ? null : Number(text.replace(/[,\s%]/g, ''));
  return { heads: first.slice(1), series: rest.map(([name = '', ...values]) => ({ name, values: values.map(number) })) };
}

export function draw(box: HTMLElement): void {
  if (!boxes.has(box)) {
    boxes.add(box);
    box.setAttribute('aria-hidden', 'true');
    new ResizeObserver(() => { getInstanceByDom(box)?.resize(); }).observe(box);
  }
  paint(box);
}

/** How many pixels the longest of some names takes. */
function widest(names: string[], font: string): number {
  const pen = document.createElement('canvas').getContext('2d');
  if (!pen) return 84;
  pen.font = font;
  return Math.ceil(Math.max(0, ...names.map(name => pen.measureText(name).width)));
}

function paint(box: HTMLElement): void {
  const table = document.querySelector(box.dataset['chart'] ?? '');
  if (!table) return;
  const { heads, series } = readTable(table);
  const style = getComputedStyle(box);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const wall = box.dataset['size'] === 'wall', bars = box.dataset['kind'] === 'bar';
  const size = wall ? 15 : 12;
  const colours = ['--z-red', '--z-ink-2', '--z-blue', '--z-green', '--z-amber'].map(token);
  const chart = getInstanceByDom(box) ?? init(box, null, { renderer: 'canvas' });
  const names = Math.min(widest(series.map(one => one.name), `600 ${size + 1}px ${style.fontFamily}`), box.clientWidth / 3);
  const label = { color: token('--z-ink-2'), fontSize: size };
  chart.setOption({
    animation: false, color: colours, textStyle: { fontFamily: style.fontFamily },
    grid: { left: wall ? 44 : 34, right: bars ? 8 : names + 12, top: 14, bottom: 26 },
    tooltip: {
      trigger: 'axis', renderMode: 'richText', backgroundColor: token('--z-bg'), borderColor: token('--z-line-2'),
      textStyle: { color: token('--z-ink'), fontSize: 13 },
    },
    xAxis: { type: 'category', boundaryGap: bars, data: heads, axisTick: { show: false }, axisLine: { lineStyle: { color: token('--z-line-2') } }, axisLabel: label },
    yAxis: { type: 'value', splitNumber: 3, splitLine: { lineStyle: { color: token('--z-line') } }, axisLabel: label },
    series: series.map((one, at) => bars
      ? { name: one.name, type: 'bar', data: one.values, barMaxWidth: 24 }
      : {
        name: one.name, type: 'line', data: one.values, symbol: 'circle', symbolSize: 5, showSymbol: false, lineStyle: { width: at ? 1.75 : 2.5 },
        labelLayout: { moveOverlap: 'shiftY' },
        endLabel: { show: true, formatter: '{a}', color: colours[at % colours.length] ?? '', fontSize: size + 1, fontWeight: at ? 400 : 600, distance: 8, width: names, overflow: 'break', lineHeight: size + 3 },
      }),
  }, true);
}

document.addEventListener('z:theme', () => {
  for (const box of boxes) {
    if (box.isConnected) paint(box);
    else boxes.delete(box);
  }
});
