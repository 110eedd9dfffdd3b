/* SPDX-License-Identifier: MIT
   看板：把卡片拖到下一环节，打开该环节的表单。菜单始终可用，拖动只是捷径。 */
(function () {
'use strict';
var board = document.querySelector('[data-board]'), held = null;
if (!board) return;
function groups() { return Array.prototype.slice.call(board.querySelectorAll('[data-rung]')); }
function goal(e) { var place = e.target.closest('.col'); return place && held ? place : null; }
function ways() { return JSON.parse(held.dataset.moves); }
function fits(col) {
  var all = ways();
  return groups().filter(function (g) { return col.contains(g) && all[g.dataset.rung]; }).map(function (g) { return all[g.dataset.rung]; })
    .concat((col.dataset.rungs || '').split(' ').filter(function (r) { return all[r]; }).map(function (r) { return all[r]; }))[0];
}
function clear() { Array.prototype.forEach.call(board.querySelectorAll('.col'), function (c) { c.classList.remove('drop', 'over'); }); }
board.addEventListener('dragstart', function (e) {
  held = e.target.closest('[data-moves]'); if (!held) return;
  held.classList.add('held'); e.dataTransfer.effectAllowed = 'move'; e.dataTransfer.setData('text/plain', held.querySelector('a').textContent);
  Array.prototype.forEach.call(board.querySelectorAll('.col'), function (c) { c.classList.toggle('drop', !!fits(c)); });
});
board.addEventListener('dragover', function (e) { var col = goal(e); if (col) { e.preventDefault(); col.classList.toggle('over', !!fits(col)); } });
board.addEventListener('dragleave', function (e) { var col = e.target.closest('.col'); if (col && !col.contains(e.relatedTarget)) col.classList.remove('over'); });
board.addEventListener('drop', function (e) {
  var col = goal(e), group = e.target.closest('[data-rung]'), all = held ? ways() : {}; if (!col) return;
  e.preventDefault();
  var to = (group && all[group.dataset.rung]) || fits(col);
  if (to) location.assign(to); else document.dispatchEvent(new CustomEvent('toast', { detail: { value: board.dataset.cannot } }));
});
board.addEventListener('dragend', function () { if (held) held.classList.remove('held'); held = null; clear(); });
})();
