/** A chart of recorded requests per second, as SVG: readable on light and on dark pages, and to screen readers. */

const WIDTH = 840;
const LABEL_WIDTH = 280;
const VALUE_WIDTH = 70;
const PADDING = 20;
const BAR_HEIGHT = 18;
const BAR_STEP = 28;
const HEAD_HEIGHT = 66;
const FOOT_HEIGHT = 44;

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .page { fill: #ffffff; stroke: #d1d9e0 }
  .title { font-size: 16px; font-weight: 600 }
  .source { fill: #59636e }
  .bar { fill: #a5b0bb }
  .partial .bar { fill: #dde3e9 }
  .ours .bar { fill: #0969da }
  .ours text { font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .page { fill: #0d1117; stroke: #3d444d }
    .source { fill: #9198a1 }
    .bar { fill: #656f7a }
    .partial .bar { fill: #30363d }
    .ours .bar { fill: #4493f8 }
  }
`;

/** Without bars as long as nothing is recorded. @param {import("./record.mjs").Recorded | undefined} recorded */
export function throughputChart(recorded) {
  const rows = (recorded?.figures ?? []).filter(({ isControl }) => !isControl);
  const most = Math.max(...rows.map(({ requestsPerSecond }) => requestsPerSecond));
  const height = HEAD_HEIGHT + rows.length * BAR_STEP + FOOT_HEIGHT;
  const values = rows.map((row) => `${row.title}: ${count(row)}`).join(", ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title description">
<title id="title">Requests per second</title>
<desc id="description">${escaped(`${sourceOf(recorded)}. ${values}`)}</desc>
<style>${STYLE}</style>
<rect class="page" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="6"/>
<text class="title" x="${PADDING}" y="30">Requests per second, one process, a call summary in JSON</text>
<text class="source" x="${PADDING}" y="50">${escaped(sourceOf(recorded))}</text>
<text class="source" x="${PADDING}" y="${height - PADDING + 4}">Faint: neither authenticates nor validates, and calls no handler.</text>
${rows.map((row, at) => barOf(row, HEAD_HEIGHT + at * BAR_STEP, most)).join("\n")}
</svg>
`;
}

function barOf(row, y, most) {
  const room = WIDTH - LABEL_WIDTH - VALUE_WIDTH - 2 * PADDING;
  const x = PADDING + LABEL_WIDTH;
  const width = Math.round((room * row.requestsPerSecond) / most);
  const baseline = y + BAR_HEIGHT - 5;
  const kind = row.isOurs ? "ours" : row.validates ? "whole" : "partial";
  return `<g class="${kind}">
  <text x="${x - 10}" y="${baseline}" text-anchor="end">${escaped(row.title)}</text>
  <rect class="bar" x="${x}" y="${y}" width="${width}" height="${BAR_HEIGHT}" rx="2"/>
  <text x="${x + width + 8}" y="${baseline}">${count(row)}</text>
</g>`;
}

const count = ({ requestsPerSecond }) => Math.round(requestsPerSecond).toLocaleString("en");

function sourceOf(recorded) {
  if (!recorded) return "Not recorded yet";
  const { cpu, cores, node } = recorded.machine;
  return `${recorded.date}, Node ${node}, ${cpu}, ${cores} cores shared with the load`;
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => text.replace(/[&<>"]/g, (character) => ENTITIES[character]);
