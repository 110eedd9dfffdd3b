/* SPDX-License-Identifier: MIT
   图表：画每个 [data-chart]，配置取自 data-option（JSON）。写作 "--pri" 的值换成 CSS 令牌，深浅色切换时重绘。
   用 SVG 渲染，打印清晰；提示框只出文字，不拼 HTML，也不写行内样式。 */
(function () {
'use strict';
if (!window.echarts) return;
var drawn = [];
function css(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }
function tokens(x) {
  if (typeof x === 'string') return x.slice(0, 2) === '--' ? css(x) : x;
  if (Array.isArray(x)) return x.map(tokens);
  if (x && typeof x === 'object') Object.keys(x).forEach(function (k) { x[k] = tokens(x[k]); });
  return x;
}
function under(base, over) {
  Object.keys(over || {}).forEach(function (k) {
    var a = base[k], b = over[k];
    base[k] = a && b && typeof a === 'object' && typeof b === 'object' && !Array.isArray(b) ? under(a, b) : b;
  });
  return base;
}
function axis(a, value) {
  if (!a) return a;
  if (Array.isArray(a)) return a.map(function (one) { return axis(one, value); });
  return under({
    axisTick: { show: false }, axisLine: { show: a.type === 'category', lineStyle: { color: css('--line2') } },
    axisLabel: { color: css('--ink3'), fontSize: 12 }, splitLine: { show: a.type !== 'category', lineStyle: { color: css('--line') } }
  }, a);
}
function dress(o) {
  var calm = matchMedia('(prefers-reduced-motion:reduce)').matches || matchMedia('print').matches;
  o.animation = !calm;
  o.textStyle = under({ fontFamily: css('--font') }, o.textStyle);
  if (o.xAxis || o.yAxis) o.grid = under({ left: 4, right: 12, top: o.legend ? 36 : 12, bottom: 4, containLabel: true }, o.grid);
  if (o.xAxis) o.xAxis = axis(o.xAxis);
  if (o.yAxis) o.yAxis = axis(o.yAxis);
  if (o.legend) o.legend = under({ top: 0, left: 0, itemWidth: 10, itemHeight: 10, itemGap: 14, icon: 'roundRect', textStyle: { color: css('--ink2'), fontSize: 12 } }, o.legend);
  if (o.tooltip) {
    o.tooltip = under({
      renderMode: 'richText', backgroundColor: css('--surface'), borderColor: css('--line2'), padding: [8, 12], textStyle: { color: css('--ink'), fontSize: 12 },
      axisPointer: { type: 'shadow', z: -1, shadowStyle: { color: css('--hover'), opacity: 0.8 } }
    }, o.tooltip);
  }
  (o.series || []).forEach(function (s) {
    if (s.type === 'bar') {
      s.barMaxWidth = s.barMaxWidth || 36;
      s.itemStyle = under({ borderRadius: 3, borderColor: css('--surface'), borderWidth: s.stack ? 1 : 0 }, s.itemStyle);
    }
    if (s.label) s.label = under({ fontSize: 12, fontWeight: 600, color: s.label.position === 'inside' ? css('--surface') : css('--ink2') }, s.label);
  });
  if (!o.color) o.color = ['--pri', '--d2', '--d3', '--d4', '--d5', '--d1'].map(css);
  return o;
}
function draw() {
  drawn.forEach(function (c) { c.dispose(); });
  drawn = [];
  document.querySelectorAll('[data-chart]').forEach(function (el) {
    var option;
    try { option = JSON.parse(el.dataset.option); } catch (e) { return; }
    var c = echarts.init(el, null, { renderer: 'svg' });
    c.setOption(dress(tokens(option)));
    drawn.push(c);
  });
}
draw();
addEventListener('resize', function () { drawn.forEach(function (c) { c.resize(); }); });
addEventListener('themechange', draw);
matchMedia('(prefers-color-scheme:dark)').addEventListener('change', draw);
document.addEventListener('htmx:afterSettle', function (e) { if (e.target.querySelector && e.target.querySelector('[data-chart]')) draw(); });
})();
