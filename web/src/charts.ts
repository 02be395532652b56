import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkPointComponent, TooltipComponent } from 'echarts/components';
import { getInstanceByDom, init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer } from 'echarts/renderers';

// Canvas, not SVG: the SVG painter writes style attributes, which the content security policy forbids.
use([BarChart, LineChart, GridComponent, MarkPointComponent, TooltipComponent, LabelLayout, CanvasRenderer]);

// The painter empties its box with innerHTML = ''; the empty text is all this policy lets through.
(window as { trustedTypes?: { createPolicy(name: string, rules: object): unknown } }).trustedTypes
  ?.createPolicy('default', { createHTML: (html: string) => html === '' ? html : null });

const boxes = new Set<HTMLElement>();

/** Reads the table that the chart stands for: first row = categories, each further row = one series; the foot holds notes. */
export function readTable(table: Element): { heads: string[]; series: { name: string; values: (number | null)[] }[] } {
  const rows = [...table.querySelectorAll<HTMLTableRowElement>('thead tr, tbody tr')].map(row => [...row.cells].map(cell => cell.textContent.trim()));
  const [first = [], ...rest] = rows;
  const number = (text: string): number | null => text === '' || Number.isNaN(Number(text.replace(/[,\s%]/g, ''))) ? null : Number(text.replace(/[,\s%]/g, ''));
  return { heads: first.slice(1), series: rest.map(([name = '', ...values]) => ({ name, values: values.map(number) })) };
}

/** Where the notes of a list stand in the chart, each under its number in the list: on the point of its series, where there is one. */
export function readNotes(list: Element | null, heads: string[], values: (number | null)[], series: string): { coord: [string, number]; value: string }[] {
  return [...list?.children ?? []].flatMap((item, at) => {
    const { head = '', series: of } = (item as HTMLElement).dataset;
    const value = values[heads.indexOf(head)];
    return of === series && typeof value === 'number' ? [{ coord: [head, value] as [string, number], value: String(at + 1) }] : [];
  });
}

export function draw(box: HTMLElement): void {
  if (!boxes.has(box)) {
    boxes.add(box);
    offerPicture(box);
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
  // The name of a line stands beside its end, past half of the last month's name: lines that end near nothing would have the two on top of each other.
  const beside = Math.ceil(widest(heads.slice(-1), `${size}px ${style.fontFamily}`) / 2) + 6;
  const notes = box.dataset['notes'] ? document.querySelector(box.dataset['notes']) : null;
  const noted = (one: { name: string; values: (number | null)[] }): object => ({
    markPoint: {
      symbol: 'circle', symbolSize: size + 6, symbolOffset: [0, -size], silent: true, itemStyle: { color: token('--z-ink') },
      label: { color: token('--z-bg'), fontSize: size - 1 }, data: readNotes(notes, heads, one.values, one.name),
    },
  });
  chart.setOption({
    animation: false, color: colours, textStyle: { fontFamily: style.fontFamily },
    grid: { left: wall ? 44 : 34, right: bars ? 8 : names + beside + 4, top: 14, bottom: 26 },
    tooltip: {
      trigger: 'axis', renderMode: 'richText', backgroundColor: token('--z-bg'), borderColor: token('--z-line-2'),
      textStyle: { color: token('--z-ink'), fontSize: 13 },
    },
    xAxis: { type: 'category', boundaryGap: bars, data: heads, axisTick: { show: false }, axisLine: { lineStyle: { color: token('--z-line-2') } }, axisLabel: label },
    yAxis: { type: 'value', splitNumber: 3, splitLine: { lineStyle: { color: token('--z-line') } }, axisLabel: label },
    series: series.map((one, at) => bars
      ? { name: one.name, type: 'bar', data: one.values, barMaxWidth: 24, ...noted(one) }
      : {
        name: one.name, type: 'line', data: one.values, symbol: 'circle', symbolSize: 5, showSymbol: false, lineStyle: { width: at ? 1.75 : 2.5 },
        labelLayout: { moveOverlap: 'shiftY' },
        endLabel: { show: true, formatter: '{a}', color: colours[at % colours.length] ?? '', fontSize: size + 1, fontWeight: at ? 400 : 600, distance: beside, width: names, overflow: 'break', lineHeight: size + 3 },
        ...noted(one),
      }),
  }, true);
}

/** The button that takes the chart along as a picture, with its title, place, day and source written around it. */
function offerPicture(box: HTMLElement): void {
  const button = document.querySelector<HTMLElement>(`[data-chart-picture="${box.dataset['chart'] ?? ''}"]`);
  if (!button) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    const chart = getInstanceByDom(box);
    if (!chart) return;
    const style = getComputedStyle(box);
    const ground = style.getPropertyValue('--z-bg').trim(), ink = style.getPropertyValue('--z-ink').trim(), ink2 = style.getPropertyValue('--z-ink-2').trim();
    const lines = [button.dataset['place'] ?? '', `${button.dataset['source'] ?? ''} · ${button.dataset['product'] ?? ''}`].filter(Boolean);
    const drawn = chart.renderToCanvas({ pixelRatio: 2, backgroundColor: ground });
    const canvas = pictureOf(drawn, button.dataset['title'] ?? '', lines, { ground, ink, ink2, font: style.fontFamily });
    canvas.toBlob(blob => {
      if (!blob) return;
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = `${[button.dataset['title'], button.dataset['place']].filter(Boolean).join('-').replace(/[\\/:*?"<>|\s]+/g, '-')}.png`;
      link.click();
      setTimeout(() => { URL.revokeObjectURL(link.href); }, 10000);
    }, 'image/png');
  });
}

function pictureOf(chart: HTMLCanvasElement, title: string, lines: string[], look: { ground: string; ink: string; ink2: string; font: string }): HTMLCanvasElement {
  const canvas = document.createElement('canvas'), edge = 32, step = 40;
  canvas.width = chart.width + 2 * edge;
  canvas.height = chart.height + 2 * edge + step * (lines.length + 1) + 16;
  const pen = canvas.getContext('2d');
  if (!pen) return chart;
  pen.fillStyle = look.ground;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.textBaseline = 'top';
  pen.fillStyle = look.ink;
  pen.font = `600 32px ${look.font}`;
  pen.fillText(title, edge, edge, chart.width);
  pen.drawImage(chart, edge, edge + step + 8);
  pen.fillStyle = look.ink2;
  pen.font = `24px ${look.font}`;
  lines.forEach((line, at) => { pen.fillText(line, edge, edge + step + 16 + chart.height + at * step, chart.width); });
  return canvas;
}

document.addEventListener('z:theme', () => {
  for (const box of boxes) {
    if (box.isConnected) paint(box);
    else boxes.delete(box);
  }
});
