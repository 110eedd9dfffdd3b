/* SPDX-License-Identifier: MIT
   青年人才智库 · 交互增强。无脚本时各页仍可读、可提交；这里只做增强。样式只改 class 与 data，不写 style。 */
(function () {
'use strict';
var D = document, H = D.documentElement, B = D.body;
function $(s, r) { return (r || D).querySelector(s); }
function $$(s, r) { return Array.prototype.slice.call((r || D).querySelectorAll(s)); }
function cookie(name) { var m = D.cookie.match('(?:^|; )' + name + '=([^;]*)'); return m ? m[1] : ''; }
function keep(name, value) { D.cookie = name + '=' + value + '; path=/; max-age=31536000; samesite=lax'; }
function icon(name) {
  var known = $('use[href*="icons.svg#"]'), svg = D.createElementNS('http://www.w3.org/2000/svg', 'svg'), use = D.createElementNS('http://www.w3.org/2000/svg', 'use');
  svg.setAttribute('class', 'i' + (/-f$/.test(name) ? ' f' : '')); svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', (known ? known.getAttribute('href').split('#')[0] : '') + '#i-' + name); svg.appendChild(use); return svg;
}

/* 轻提示：服务端的 flash、HX-Trigger 的 toast 事件、局部请求出错 */
function leave(toast) { setTimeout(function () { if (toast.matches(':hover,:focus-within')) leave(toast); else toast.remove(); }, 6000); }
function say(text) {
  var box = $('#toasts'); if (!box || !text) return;
  var toast = D.createElement('div'); toast.className = 'toast'; toast.textContent = text; box.replaceChildren ? box.replaceChildren(toast) : (box.innerHTML = '', box.appendChild(toast)); leave(toast);
}
$$('[data-toast]').forEach(leave);
D.addEventListener('toast', function (e) { say(e.detail && e.detail.value); });

/* 点击 */
var CLICKS = '[data-theme-toggle],[data-nav],[data-print],[data-open],[data-close],[data-dens],[data-back],[data-none],[data-add],[data-zoom],[data-check],[data-copy],.seg>button,.anch button';
D.addEventListener('click', function (e) {
  $$('details.pop[open]').forEach(function (d) { if (!d.contains(e.target)) d.open = false; });
  var side = $('.side.open'); if (side && !side.contains(e.target) && !e.target.closest('[data-nav]')) nav(false);
  var t = e.target.closest(CLICKS); if (!t) return;
  var d = t.dataset;
  if ('themeToggle' in d) theme();
  if ('nav' in d) nav(!$('.side').classList.contains('open'));
  if ('print' in d) print();
  if ('back' in d) history.back();
  if ('none' in d) $$('[data-one]:checked,[data-all]').forEach(function (c) { c.checked = false; mark(c); });
  if ('none' in d || 'check' in d) bulk();
  if (d.open) { var o = $(d.open); if (o && o.showModal) { e.preventDefault(); o.showModal(); } }
  if ('close' in d) { var c = t.closest('dialog'); if (c) { e.preventDefault(); c.close(); } }
  if (d.dens) $$('[data-dens-target]').forEach(function (x) { x.classList.toggle('compact', d.dens === 'compact'); });
  if (d.copy) copy($(d.copy), d.done);
  if (d.add) row(d.add);
  if (d.zoom) zoom(+d.zoom);
  if (t.parentNode.classList.contains('seg')) seg(t);
  if (t.closest('.anch')) { var i = D.getElementById(t.closest('.dim').dataset.dim); i.value = t.dataset.v; i.dispatchEvent(new Event('input', { bubbles: true })); }
});
function theme() {
  var dark = H.dataset.theme ? H.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme:dark)').matches;
  H.dataset.theme = dark ? 'light' : 'dark'; keep('tt_theme', H.dataset.theme); dispatchEvent(new Event('themechange'));
}
/* 复制一个只读框：内网站点没有 HTTPS 时剪贴板接口不可用，改用选中后复制 */
function copy(box, done) {
  if (!box) return; box.focus(); box.select();
  if (navigator.clipboard) navigator.clipboard.writeText(box.value).then(function () { say(done); });
  else if (D.execCommand('copy')) say(done);
}
function nav(on) { var s = $('.side'), b = $('[data-nav]'); if (!s) return; s.classList.toggle('open', on); b.setAttribute('aria-expanded', on); if (on) $('a', s).focus(); else b.focus(); }
function seg(t) {
  $$('button[aria-pressed]', t.parentNode).forEach(function (b) { b.setAttribute('aria-pressed', b === t); });
  if (t.dataset.view) $$('[data-pane]').forEach(function (p) { p.hidden = p.dataset.pane !== t.dataset.view; });
}
function zoom(step) { $$('.doc').forEach(function (x) { var n = Math.max(-1, Math.min(3, (+x.dataset.z || 0) + step)); x.dataset.z = n; }); }
/* 再加一行：<template data-row="team">…team-__n__-name…</template>，插在 [data-rows=team] 末尾 */
function row(name) {
  var tpl = $('template[data-row="' + name + '"]'), box = $('[data-rows="' + name + '"]'); if (!tpl || !box) return;
  var n = Math.max.apply(null, [-1].concat($$('[name^="' + name + '-"]', box).map(function (x) { return parseInt(x.name.slice(name.length + 1), 10); }))) + 1;
  box.insertAdjacentHTML('beforeend', tpl.innerHTML.replace(/__n__/g, n)); var f = $('[name^="' + name + '-' + n + '-"]:not([type=hidden])', box); if (f) f.focus();
}

/* 键盘：/ 搜索、? 快捷键表、[ ] 上下一份、Ctrl+Enter 提交、Esc 关抽屉与菜单；单键可关（WCAG 2.1.4） */
H.dataset.keys = cookie('tt_keys') === 'off' ? 'off' : 'on';
$$('[data-keys]', B).forEach(function (c) { c.checked = H.dataset.keys === 'on'; });
D.addEventListener('keydown', function (e) {
  if (e.isComposing || e.keyCode === 229) return;
  var x = e.target, typing = /TEXTAREA|SELECT/.test(x.tagName) || (x.tagName === 'INPUT' && !/checkbox|radio|range/.test(x.type)) || x.isContentEditable;
  if (e.key === 'Escape') {
    if ($('.side.open')) nav(false);
    $$('details.pop[open]').forEach(function (d) { d.open = false; $('summary', d).focus(); });
    var w = $('.drw[open]'); if (w && !$('.dlg[open]')) w.close();
  }
  if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { var p = $('dialog[open] [type=submit]') || $('[data-submit]'); if (p) { e.preventDefault(); p.click(); } }
  if (typing || H.dataset.keys === 'off' || e.ctrlKey || e.metaKey || e.altKey || $('dialog.dlg[open]')) return;
  if (e.key === '?') { var q = $('#keys'); if (q) q.showModal(); }
  if (e.key === '/') { var f = $('[data-find]'); if (f && f.offsetParent) { e.preventDefault(); f.focus(); f.select(); } }
  if (e.key === '[' || e.key === ']') { var n = $(e.key === '[' ? '[rel=prev]' : '[rel=next]'); if (n) n.click(); }
});

/* 勾选与批量条：勾选框用 form="…" 归入批量条的表单，无脚本也能提交 */
function mark(c) { var r = c.closest('tr,li,.oc'); if (r && c.matches('[data-one]')) r.classList.toggle('on', c.checked); }
function bulk() {
  var on = $$('[data-one]:checked'), all = $('[data-all]');
  $$('.bulk').forEach(function (b) { b.hidden = !on.length; $$('[data-n]', b).forEach(function (n) { n.textContent = on.length; }); });
  if (all) { all.checked = on.length > 0 && on.length === $$('[data-one]').length; all.indeterminate = on.length > 0 && !all.checked; }
}
D.addEventListener('change', function (e) {
  var t = e.target;
  if (t.matches('[data-all]')) $$('[data-one]').forEach(function (c) { c.checked = t.checked; mark(c); });
  if (t.matches('[data-one]')) mark(t);
  if (t.matches('[data-all],[data-one]')) bulk();
  if (t.matches('[data-keys]')) { H.dataset.keys = t.checked ? 'on' : 'off'; keep('tt_keys', H.dataset.keys); }
  if (t.matches('.pick input')) picks(t.form || D);
  if (t.matches('[data-now]')) t.form.requestSubmit ? t.form.requestSubmit() : t.form.submit();
  if (t.matches('input[type=file]')) files(t);
  if (t.matches('[data-na]')) score();
});
/* 只在选了某一项时才要填的：data-if="standing=members"；没有脚本时一直显示 */
function needed(root) {
  $$('[data-if]', root).forEach(function (x) {
    var p = x.dataset.if.split('='), f = x.closest('form'), now = $('[name="' + p[0] + '"]:checked', f) || $('select[name="' + p[0] + '"]', f);
    x.hidden = !now || now.value !== p[1];
  });
}
needed(D); D.addEventListener('change', function (e) { if (e.target.form) needed(e.target.form); });
function picks(root) { $$('.pick input', root).forEach(function (r) { r.closest('label').classList.toggle('on', r.checked); }); }
/* 文件过大当场说，不等传完 */
function files(t) {
  var most = +t.dataset.mb, big = most && Array.prototype.filter.call(t.files, function (f) { return f.size > most * 1048576; })[0], box = t.closest('.fld') || t.parentNode, old = $('.err.js', box); if (old) old.remove(); named(t);
  t.setCustomValidity(''); t.removeAttribute('aria-invalid'); if (!big) return;
  var p = D.createElement('p'), s = D.createElement('span'); p.className = 'err js'; p.setAttribute('role', 'alert'); s.textContent = (t.dataset.big || '').replace('%s', big.name + ' ' + (big.size / 1048576).toFixed(1) + 'MB'); p.append(icon('alert-circle-f'), s);
  (t.closest('.fb') || t).insertAdjacentElement('afterend', p); t.setCustomValidity(s.textContent || big.name); t.setAttribute('aria-invalid', 'true');
}

/* 文件框的字随本系统的语言，不随浏览器的；没有脚本时就是浏览器自己的控件 */
function named(t) {
  var s = $('[data-names]', t.parentNode); if (!s) return;
  s.textContent = t.files.length > 1 ? (t.dataset.many || '').replace('%s', t.files.length) : t.files.length ? t.files[0].name : t.dataset.none;
}
function chooser(root) {
  $$('input.in-f[data-choose]', root).forEach(function (i) {
    if (i.closest('.fb')) return;
    var w = D.createElement('span'), b = D.createElement('span'), c = D.createElement('span'), n = D.createElement('span');
    w.className = 'fb'; b.className = 'in'; c.className = 'btn btn-s'; n.className = 'sub'; n.dataset.names = ''; c.textContent = i.dataset.choose; b.setAttribute('aria-hidden', 'true');
    i.replaceWith(w); b.append(c, n); w.append(i, b); named(i);
  });
}
chooser(D); D.addEventListener('htmx:load', function (e) { chooser(e.detail.elt); });

/* 评分：档位、数字三者同步，实时加权；勾“不适用”的不计入 */
function score() {
  var sum = 0, weight = 0, left = 0, parts = {};
  $$('.dim').forEach(function (d) {
    var i = $('.in', d), na = $('[data-na]', d), out = na && na.checked, v = i.value === '' || out ? null : +i.value, k = +d.dataset.w;
    i.disabled = !!out; $$('.anch button', d).forEach(function (b) { b.disabled = !!out; b.setAttribute('aria-pressed', v !== null && v >= +b.dataset.lo && v < +b.dataset.hi + 1); });
    if (out) return;
    if (v === null || isNaN(v)) left++; else { var p = parts[d.dataset.part] = parts[d.dataset.part] || [0, 0, +d.dataset.pw || 1], lo = +i.min, hi = +i.max || 100; p[0] += k * 100 * (v - lo) / (hi - lo); p[1] += k; }
  });
  Object.keys(parts).forEach(function (n) { var p = parts[n]; sum += p[2] * p[0] / p[1]; weight += p[2]; });
  var o = $('#total'), n = $('#total-n');
  if (o) o.textContent = weight ? (sum / weight).toFixed(o.dataset.places || 1) : '—';
  if (n) n.textContent = left ? (n.dataset.left || '').replace('%s', left) : n.dataset.all || '';
}
if ($('.dim')) score();
D.addEventListener('input', function (e) {
  var t = e.target, dim = t.closest('.dim');
  if (dim && !t.matches('[data-na]')) { if (t.type === 'range') $('.in', dim).value = t.value; else { var r = $('[type=range]', dim); if (r && t.value !== '') r.value = t.value; } score(); }
  if (t.id) count(t);
  mend(t);
  var f = t.closest('form'); if (f && !e.isComposing) touched(f);
});
D.addEventListener('compositionend', function (e) { var f = e.target.closest('form'); if (f) { count(e.target); touched(f); } });
/* 已报错的字段，一改就消，提交时再校验 */
function mend(t) {
  var x = t.closest('[aria-invalid=true]'); if (!x) return;
  x.removeAttribute('aria-invalid'); var e = D.getElementById('e-' + (x.id || '').slice(2)); if (e) e.hidden = true;
}
function count(t) { var c = $('[data-count-of="' + t.id + '"]'); if (c) { c.textContent = t.value.length; c.parentNode.classList.toggle('c-r', t.maxLength > 0 && t.value.length >= t.maxLength); } }

/* 自动保存：状态由 htmx 事件驱动；data-draft-key 的表单另在本机留一份，提交成功与退出登录时抹去 */
var PRE = 'tt_draft:', ME = B.dataset.account || '0', timer, LOCK = '_csrf_token _key version';
function status(state, key, tail) {
  var s = $('.save'); if (!s) return; s.dataset.s = state; $('span:not(.spin)', s).textContent = (s.dataset[key] || '') + (tail || '');
  var old = $('.i,.spin', s), next; if (state === 'busy') { next = D.createElement('span'); next.className = 'spin'; } else next = icon({ ok: 'cloud-check', off: 'cloud-off', bad: 'alert-circle-f' }[state] || 'pencil'); if (old && !old.matches('span:last-child')) old.replaceWith(next);
}
function clock() { return new Date().toTimeString().slice(0, 5); }
function box(f) { return PRE + ME + ':' + f.dataset.draftKey; }
function store(f, fn) { try { return fn(localStorage, box(f)); } catch (x) { return null; } }
function touched(f) {
  if (f.matches('[data-autosave]')) {
    status('dirty', navigator.onLine ? 'dirty' : 'off'); /* 边写边存：改动后至多隔0.7秒存一次，末尾的也在内（hx-trigger="keep"） */
    if (!f.saver) f.saver = setTimeout(function () { f.saver = 0; f.dispatchEvent(new Event('keep')); }, 700);
  }
  if (!f.dataset.draftKey) return;
  clearTimeout(timer); timer = setTimeout(function () { stash(f); }, 600);
}
function stash(f) {
  var all = {}; $$('[name]', f).forEach(function (x) {
    if (LOCK.indexOf(x.name) >= 0 || /password|file|submit|button/.test(x.type)) return;
    if (/radio|checkbox/.test(x.type)) { if (x.checked) (all[x.name] = all[x.name] || []).push(x.value); } else if (x.type !== 'hidden') all[x.name] = [x.value];
  });
  store(f, function (s, k) { s.setItem(k, JSON.stringify({ at: Date.now(), all: all })); });
  if (!navigator.onLine) status('off', 'off');
}
function unstash(f, all) {
  $$('[name]', f).forEach(function (x) {
    if (LOCK.indexOf(x.name) >= 0 || /password|file|submit|button|hidden/.test(x.type)) return;
    var v = all[x.name]; if (/radio|checkbox/.test(x.type)) x.checked = !!v && v.indexOf(x.value) >= 0; else if (v) x.value = v[0]; count(x);
  }); picks(f); f.dispatchEvent(new Event('input', { bubbles: true }));
}
function wipe(test) { try { Object.keys(localStorage).forEach(function (k) { if (k.indexOf(PRE) === 0 && test(k)) localStorage.removeItem(k); }); } catch (x) { /* 无本机存储 */ } }
function drafts() {
  var trouble = $('[data-trouble]') || ME === '0';
  if (ME !== '0') wipe(function (k) { return k.indexOf(PRE + ME + ':') !== 0; });
  try { /* 由提交的那一页转来，才算提交成功：断网后另开的页不算 */
    var sent = sessionStorage.getItem('tt_sent'), came = D.referrer === sessionStorage.getItem('tt_from');
    if (sent && came && !trouble && !$('form[data-draft-key] [data-focus]')) wipe(function (k) { return k === sent; });
    if (!trouble) sessionStorage.removeItem('tt_sent');
  } catch (x) { /* 同上 */ }
  $$('[data-draft-of]').forEach(function (x) { try { x.hidden = !localStorage.getItem(PRE + ME + ':' + x.dataset.draftOf); } catch (y) { /* 无本机存储 */ } });
  $$('form[data-draft-key]').forEach(function (f) {
    if ($('[data-focus]', f)) return;
    var d = store(f, function (s, k) { return JSON.parse(s.getItem(k)); }); if (!d) return;
    if (+(f.dataset.savedAt || 0) * 1000 > d.at || Date.now() - d.at > 14 * 864e5) { store(f, function (s, k) { s.removeItem(k); }); return; }
    offer(f, d);
  });
}
function offer(f, d) {
  var t = f.dataset, n = D.createElement('div'), when = new Date(d.at), text = D.createElement('div'), yes = D.createElement('button'), no = D.createElement('button'), r = D.createElement('span');
  n.className = 'note mb4'; n.setAttribute('role', 'status'); text.className = 'grow'; r.className = 'r'; yes.type = no.type = 'button'; yes.className = no.className = 'btn btn-s';
  text.textContent = (t.tFound || '本机有未提交的内容') + '　' + (when.getMonth() + 1) + '-' + when.getDate() + ' ' + when.toTimeString().slice(0, 5); yes.textContent = t.tRestore || '恢复'; no.textContent = t.tDiscard || '不要了';
  yes.onclick = function () { n.remove(); unstash(f, d.all); }; no.onclick = function () { n.remove(); store(f, function (s, k) { s.removeItem(k); }); };
  r.append(yes, no); n.append(icon('history'), text, r); f.prepend(n);
}
addEventListener('offline', function () { if ($('form[data-draft-key]')) status('off', 'off'); });
addEventListener('online', function () { var f = $('form[data-autosave]'); if (f && $('.save[data-s=off]')) f.dispatchEvent(new Event('input', { bubbles: true })); });

/* 提交：防重复；本机草稿等下一页确认成功后抹去 */
D.addEventListener('submit', function (e) {
  var f = e.target; if (e.defaultPrevented && !f.matches('[hx-post],[data-hx-post]')) return;
  if (f.matches('[data-sign-out]')) wipe(function () { return true; });
  if (f.method !== 'post' || 'noGuard' in f.dataset) return;
  if ('busy' in f.dataset) { e.preventDefault(); return; }
  if ('saving' in f.dataset) { e.preventDefault(); f.next = e.submitter || f; return; } /* 等这次保存回来，版本才对得上 */
  if (f.dataset.draftKey) {
    clearTimeout(timer); stash(f);
    if (!navigator.onLine) { e.preventDefault(); say(B.dataset.tKept); return; } /* 断网：留在本页，内容已存本机 */
    try { sessionStorage.setItem('tt_sent', box(f)); sessionStorage.setItem('tt_from', location.href.split('#')[0]); } catch (x) { /* 无本机存储 */ }
  }
  busy(f, e.submitter);
});
function busy(f, b) {
  f.dataset.busy = ''; setTimeout(function () {
    $$('[type=submit],button:not([type])', f).concat(f.id ? $$('[form="' + f.id + '"]') : []).forEach(function (x) { x.dataset.was = x.disabled; x.disabled = true; });
    if (b && b.dataset.busy) { b.dataset.label = b.textContent; var s = D.createElement('span'); s.className = 'spin spin-c'; b.replaceChildren(s, b.dataset.busy); }
  }, 0); setTimeout(function () { idle(f); }, 20000);
}
function idle(f) {
  if (!('busy' in f.dataset)) return; delete f.dataset.busy;
  $$('[data-was]', f).concat(f.id ? $$('[form="' + f.id + '"][data-was]') : []).forEach(function (x) { x.disabled = x.dataset.was === 'true'; delete x.dataset.was; if (x.dataset.label) { x.textContent = x.dataset.label; delete x.dataset.label; } });
}
addEventListener('pageshow', function (e) { if (e.persisted) $$('form[data-busy]').forEach(idle); });

/* htmx：非提交触发的请求（自动保存、校验）不带防重复键；抽屉；出错提示；换入后聚焦 */
D.addEventListener('htmx:configRequest', function (e) { var v = e.detail.triggeringEvent; if (!v || v.type !== 'submit') delete e.detail.parameters._key; });
D.addEventListener('htmx:beforeRequest', function (e) {
  var f = e.detail.elt; if (!f.matches('[data-autosave]')) return;
  if ('busy' in f.dataset) { e.preventDefault(); return; } /* 已在提交，不再另存 */
  f.dataset.saving = ''; status('busy', 'saving');
});
D.addEventListener('htmx:afterRequest', function (e) {
  var f = e.detail.elt, x = e.detail.xhr, b = f.next; if (f.matches('form')) idle(f); if (!f.matches('[data-autosave]')) return;
  delete f.dataset.saving; delete f.next; if (b) setTimeout(function () { f.requestSubmit(b === f ? undefined : b); }, 30);
  if (e.detail.successful) { status('ok', 'saved', ' ' + clock()); if (f.dataset.draftKey) store(f, function (s, k) { s.removeItem(k); }); }
  else if (x && x.status) status('bad', 'failed'); else { status('off', f.dataset.draftKey ? 'off' : 'failed'); if (f.dataset.draftKey) stash(f); }
});
D.addEventListener('htmx:responseError', function (e) { if (!e.detail.elt.matches('[data-autosave]')) say(B.dataset.tFailed); });
D.addEventListener('htmx:sendError', function (e) { if (!e.detail.elt.matches('[data-autosave]')) say(B.dataset.tOffline); });
D.addEventListener('htmx:afterSwap', function (e) {
  var g = e.detail.target, w = g.closest && g.closest('dialog.drw'), x = e.detail.requestConfig && e.detail.requestConfig.elt;
  $$('[data-count-of]', g).forEach(function (c) { var t = D.getElementById(c.dataset.countOf); if (t) count(t); });
  var f = $('[data-focus]', g); if (f) f.focus(); bulk(); if (!w) return;
  var tr = x && x.closest('tr,li,.oc'), dock = 'dock' in B.dataset || B.classList.contains('docked');
  if (!w.open) { if (dock || innerWidth >= 1240) { w.show(); B.classList.add('docked'); } else w.showModal(); w.opener = x; }
  $$('.cur[aria-current]').forEach(function (c) { c.classList.remove('cur'); c.removeAttribute('aria-current'); });
  if (tr) { tr.classList.add('cur'); tr.setAttribute('aria-current', 'true'); }
});
/* 待办分几段取来，按紧急与期限排成一列，并报总数 */
D.addEventListener('htmx:afterSettle', function () {
  var box = $('.todos'), n = $('[data-todos]'); if (!box || !n) return;
  var all = $$('.todo', box).sort(function (a, b) { return a.dataset.k < b.dataset.k ? -1 : a.dataset.k > b.dataset.k ? 1 : 0; });
  all.reverse().forEach(function (x) { box.prepend(x); }); if (!$('[hx-get]', box)) n.textContent = n.dataset.todos.replace('{n}', all.length);
});
$$('dialog.drw').forEach(function (w) {
  w.addEventListener('close', function () {
    B.classList.remove('docked'); var c = $('.cur[aria-current]'); if (c) { c.classList.remove('cur'); c.removeAttribute('aria-current'); }
    if (w.opener && D.contains(w.opener)) w.opener.focus();
  });
});

/* 载入后 */
$$('[data-back]').forEach(function (b) { b.hidden = history.length < 2; });
$$('[data-count-of]').forEach(function (c) { var t = D.getElementById(c.dataset.countOf); if (t) count(t); });
var first = $('[data-focus]'); if (first) first.focus();
drafts();
})();
