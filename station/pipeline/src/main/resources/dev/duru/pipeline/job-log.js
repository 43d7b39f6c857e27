// The log of a job. Lines lie in chunks of 200; only the chunks around the screen are fetched and in the page. What is not
// yet measured has an estimated height; when a chunk above the screen turns out higher, the screen stays where it is.
// A log that is higher than browsers can scroll (16 million pixels and more) is shown through a scaled scroll bar.
(() => {
  'use strict';
  const log = document.getElementById('log');
  if (!log) return;
  const base = log.dataset.base;
  const words = log.dataset;
  const box = (id) => document.getElementById(id);
  const CHUNK = 200, KEPT = 80, HIGHEST = 8e6, MARGIN = 600;
  const lang = document.documentElement.lang || 'en';

  let lines = 0, ended = false, marks = -1;
  let outline = { steps: [], groups: [], remarks: [] };
  const stepStart = new Map();
  const toggled = new Map();        // first line of a group -> open?
  let groupAt = new Map();          // first line -> group
  let hidden = [];                  // folded lines, as ranges in order
  const rows = new Map();           // chunk -> its lines
  const nodes = new Map();          // chunk -> its element
  const measured = new Map();       // chunk -> its height
  const waiting = new Map();        // chunk -> promise
  let tops = new Float64Array(1);
  let rowHeight = 20;
  let offset = 0, lastScroll = 0, expected = -1;
  let hits = [], hitSet = new Set(), hit = -1, pattern = null;
  let target = 0;

  const get = async (path) => {
    const response = await fetch(base + path, { headers: { Accept: 'application/json' } });
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  };

  // ---- switches that are remembered
  const remember = (id, fallback, apply) => {
    const input = box(id);
    let saved = null;
    try { saved = localStorage.getItem('duru.' + id); } catch (e) { /* no storage, no memory */ }
    input.checked = saved === null ? fallback : saved === 'yes';
    const changed = () => {
      try { localStorage.setItem('duru.' + id, input.checked ? 'yes' : 'no'); } catch (e) { /* as above */ }
      apply(input.checked);
    };
    input.addEventListener('change', changed);
    apply(input.checked);
    return { get on() { return input.checked; }, flip() { input.checked = !input.checked; changed(); } };
  };

  // ---- what is where
  function layout() {
    groupAt = new Map(outline.groups.map((g) => [g[0], g]));
    hidden = [];
    for (const g of outline.groups) {
      if (isOpen(g) || g[1] === 0) continue;
      const last = hidden[hidden.length - 1];
      if (last && g[0] < last[1]) continue; // within one that is folded
      hidden.push([g[0] + 1, g[1]]);
    }
    measure();
  }
  // A group with an error is open, and so is the one that is being written.
  const isOpen = (g) => (toggled.has(g[0]) ? toggled.get(g[0]) : g[3] === 1 || g[1] === 0);
  function isHidden(line) {
    let a = 0, b = hidden.length - 1;
    while (a <= b) {
      const m = (a + b) >> 1;
      if (line < hidden[m][0]) b = m - 1; else if (line > hidden[m][1]) a = m + 1; else return true;
    }
    return false;
  }
  const chunks = () => Math.ceil(lines / CHUNK);
  const chunkOf = (line) => Math.floor((line - 1) / CHUNK);
  function measure() {
    const n = chunks();
    if (tops.length < n + 1) tops = new Float64Array(n + 1 + 1024);
    let at = 0, range = 0;
    tops[0] = 0;
    for (let c = 0; c < n; c++) {
      const first = c * CHUNK + 1, last = Math.min(lines, first + CHUNK - 1);
      let count = last - first + 1;
      while (range < hidden.length && hidden[range][1] < first) range++;
      for (let r = range; r < hidden.length && hidden[r][0] <= last; r++) {
        count -= Math.min(last, hidden[r][1]) - Math.max(first, hidden[r][0]) + 1;
      }
      at += measured.has(c) ? measured.get(c) : count * rowHeight;
      tops[c + 1] = at;
    }
    space.style.height = Math.min(height(), HIGHEST) + 'px';
  }
  const height = () => tops[chunks()] || 0;
  const view = () => log.clientHeight;
  const position = () => log.scrollTop + offset;

  function setPosition(v) {
    const h = height(), most = Math.max(0, h - view());
    const wanted = Math.max(0, Math.min(v, most));
    const room = Math.max(1, Math.min(h, HIGHEST) - view());
    const top = h > HIGHEST ? (wanted / most) * room : wanted;
    expected = Math.round(top);
    log.scrollTop = top;
    offset = wanted - log.scrollTop;
    lastScroll = log.scrollTop;
  }

  function scrolled() {
    const top = log.scrollTop;
    if (height() > HIGHEST && Math.abs(top - expected) > 1) {
      const room = HIGHEST - view(), most = height() - view();
      if (Math.abs(top - lastScroll) > view() || top <= 0 || top >= room) {
        offset = (top / room) * most - top;       // the bar was dragged
      } else if ((top < view() || top > room - view()) && Math.abs(offset) > view()) {
        setPosition(top + offset);                // keep away from the ends of the scaled bar
      }
    }
    expected = -1;
    lastScroll = log.scrollTop;
    draw();
  }

  // ---- lines
  function load(c) {
    if (waiting.has(c)) return waiting.get(c);
    const first = c * CHUNK + 1;
    const work = (async () => {
      const have = rows.get(c) || [];
      const last = Math.min(lines, first + CHUNK - 1);
      while (first + have.length <= last) {
        const more = await get('/window?from=' + (first + have.length) + '&to=' + last);
        if (more.length === 0) break;
        have.push(...more);
      }
      rows.delete(c);
      rows.set(c, have);
      for (const old of rows.keys()) {
        if (rows.size <= KEPT) break;
        if (!nodes.has(old) && old !== c) rows.delete(old);
      }
    })().finally(() => waiting.delete(c));
    waiting.set(c, work);
    return work;
  }
  const missing = (c) => (rows.get(c) || []).length < Math.min(CHUNK, lines - c * CHUNK);

  const clock = new Intl.DateTimeFormat(lang, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23' });
  const whole = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'long' });
  const numbers = new Intl.NumberFormat(lang);
  const hash = (n, step) => (stepStart.has(step) && step > 0 ? '#step-' + step + ':' + (n - stepStart.get(step) + 1) : '#L' + n);

  function node(c) {
    const element = document.createElement('div');
    element.className = 'log-chunk';
    const html = [];
    for (const [n, at, step, kind, text] of rows.get(c) || []) {
      if (kind === 'log-end' || isHidden(n)) continue;
      const g = groupAt.get(n);
      const depth = kind === 'log-title' && g ? g[2] : 0;
      html.push('<div class="log-line ', kind, hitSet.has(n) ? ' is-hit' : '', hits[hit] === n ? ' is-now' : '', target === n ? ' is-marked' : '',
        '" data-n="', n, '"><a class="log-no" href="', hash(n, step), '">', n, '</a><time class="log-time" data-at="', at, '">', clock.format(at), '</time>',
        g ? '<button type="button" class="log-fold" aria-expanded="' + isOpen(g) + '" data-group="' + n + '" data-depth="' + depth + '">' : '',
        '<span class="log-text">', text, '</span>', g ? '</button>' : '', '</div>');
    }
    element.innerHTML = html.join('');
    for (const cut of element.querySelectorAll('.log-cut')) cut.textContent = words.cut.replace('{0}', numbers.format(cut.dataset.more));
    if (pattern) for (const line of element.querySelectorAll('.is-hit .log-text')) highlight(line);
    return element;
  }
  function highlight(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      const parts = [];
      let at = 0;
      pattern.lastIndex = 0;
      for (let m; (m = pattern.exec(text.data)) && m[0].length > 0 && parts.length < 200;) {
        const mark = document.createElement('mark');
        mark.textContent = m[0];
        parts.push(text.data.slice(at, m.index), mark);
        at = m.index + m[0].length;
      }
      if (parts.length) text.replaceWith(...parts, text.data.slice(at));
    }
  }

  let drawing = false;
  function draw() {
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(() => { drawing = false; paint(); });
  }
  function paint() {
    for (let pass = 0; pass < 3; pass++) {
      const v = position(), n = chunks();
      let c = find(v - MARGIN);
      const shown = new Set();
      for (; c < n && tops[c] < v + view() + MARGIN; c++) {
        if (tops[c + 1] === tops[c]) continue;
        shown.add(c);
        if (missing(c)) load(c).then(() => { drop(c); draw(); }, () => {});
        if (!nodes.has(c) && rows.has(c)) {
          const element = node(c);
          nodes.set(c, element);
          space.append(element);
        }
      }
      for (const [old, element] of nodes) if (!shown.has(old)) { element.remove(); nodes.delete(old); }
      let moved = 0, changed = false;
      for (const [at, element] of nodes) {
        if (missing(at)) continue;
        const now = element.offsetHeight;
        const before = tops[at + 1] - tops[at];
        if (Math.abs(now - before) > 0.5) {
          measured.set(at, now);
          changed = true;
          if (tops[at + 1] <= v) moved += now - before;
        }
      }
      if (changed) measure();
      if (moved) setPosition(v + moved);
      for (const [at, element] of nodes) element.style.top = tops[at] - offset + 'px';
      if (!changed) break;
    }
    where();
  }
  function find(v) {
    let a = 0, b = chunks() - 1;
    while (a < b) {
      const m = (a + b) >> 1;
      if (tops[m + 1] <= v) a = m + 1; else b = m;
    }
    return Math.max(0, a);
  }
  function drop(c) { const element = nodes.get(c); if (element) { element.remove(); nodes.delete(c); } }
  function redraw(all) {
    for (const c of [...nodes.keys()]) drop(c);
    if (all) measured.clear();
    layout();
    draw();
  }

  // ---- which step is on the screen
  let current = null;
  function where() {
    const line = Math.min(lines, find(position()) * CHUNK + 1 + Math.floor((position() - tops[find(position())]) / rowHeight));
    let step = 0;
    for (const [s, at] of outline.steps) if (at <= line + 1) step = s;
    const link = document.querySelector('#job-steps [data-step="' + step + '"]');
    if (link === current) return;
    if (current) current.removeAttribute('aria-current');
    current = link;
    if (link) link.setAttribute('aria-current', 'step');
  }

  // ---- going places
  async function goTo(line, mark) {
    const n = Math.max(1, Math.min(line, lines));
    following = false;
    journey++;
    for (const g of outline.groups) if (n > g[0] && (g[1] === 0 || n <= g[1])) toggled.set(g[0], true);
    if (mark) target = n;
    redraw(false);
    const c = chunkOf(n);
    for (let pass = 0; pass < 3; pass++) {
      if (missing(c)) await load(c).catch(() => {});
      setPosition(tops[c] + (n - 1 - c * CHUNK) * rowHeight - view() / 3);
      paint();
      const row = log.querySelector('[data-n="' + n + '"]');
      if (!row) continue;
      setPosition(tops[c] + row.offsetTop - view() / 3);
      paint();
    }
  }
  // Chunks near the end are estimated until they have been drawn, so the end is reached in a few steps.
  async function toEnd() {
    const wanted = ++journey;
    for (let pass = 0; pass < 4 && wanted === journey && lines > 0; pass++) {
      const c = chunks() - 1;
      if (missing(c)) await load(c).catch(() => {});
      setPosition(height());
      paint();
    }
  }
  let journey = 0;
  let following = false;

  function fromHash() {
    const byStep = /^#step-(\d+):(\d+)$/.exec(location.hash);
    const byLine = /^#L(\d+)$/.exec(location.hash);
    if (byStep && stepStart.has(+byStep[1])) return stepStart.get(+byStep[1]) + Number(byStep[2]) - 1;
    return byLine ? +byLine[1] : 0;
  }

  // ---- search within this log
  const say = (text) => { box('log-found').textContent = text; };
  async function search() {
    const text = box('log-q').value;
    hits = []; hitSet = new Set(); hit = -1; pattern = null;
    if (text === '') { say(''); redraw(false); return; }
    say('…');
    const regex = box('log-regex').checked;
    try {
      const found = await get('/find?q=' + encodeURIComponent(text) + (regex ? '&regex=1' : ''));
      hits = found.lines;
      hitSet = new Set(hits);
      try { pattern = new RegExp(regex ? text : text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi'); } catch (e) { pattern = null; }
      total = found.count;
      if (hits.length === 0) { say(words.none); redraw(false); return; }
      const here = find(position()) * CHUNK;
      hit = Math.max(0, hits.findIndex((n) => n >= here));
      await showHit();
    } catch (e) { say(e.message === '400' ? words.bad : words.none); }
  }
  let total = 0;
  async function showHit() {
    say(words.hits.replace('{0}', numbers.format(hit + 1)).replace('{1}', numbers.format(total)));
    await goTo(hits[hit], false);
  }
  function step(by) {
    if (hits.length === 0) return;
    hit = (hit + by + hits.length) % hits.length;
    showHit();
  }
  function nextError() {
    const errors = outline.remarks.filter((r) => r[1] === 1);
    const list = errors.length ? errors : outline.remarks;
    if (!list.length) return;
    const next = list.find((r) => r[0] > target) || list[0];
    goTo(next[0], true);
  }

  // ---- starting
  const space = document.createElement('div');
  space.className = 'log-space';
  let follow = { on: true };

  async function refresh() {
    outline = await get('/outline');
    lines = Math.max(lines, outline.lines);
    ended = outline.ended;
    stepStart.clear();
    for (const [s, at] of outline.steps) stepStart.set(s, at);
    box('log-count').textContent = words.lines.replace('{0}', numbers.format(lines));
    box('log-empty').hidden = lines > 0 || !ended;
  }

  function listen() {
    const source = new EventSource(base + '/live');
    let busy = false, again = false;
    const grown = async (e) => {
      const [count, known] = e.data.split(' ').map(Number);
      const last = chunkOf(Math.max(1, lines));
      lines = Math.max(lines, count);
      measured.delete(last);
      if (e.type === 'end') { ended = true; source.close(); }
      if (busy) { again = true; return; }
      busy = true;
      try {
        if (known !== marks || e.type === 'end') { marks = known; await refresh(); redraw(false); } else layout();
        if (missing(last)) await load(last).then(() => drop(last), () => {});
        box('log-count').textContent = words.lines.replace('{0}', numbers.format(lines));
        layout();
        if (follow.on && following) await toEnd(); else draw();
      } finally { busy = false; }
      if (again) { again = false; draw(); }
    };
    source.addEventListener('grow', grown);
    source.addEventListener('end', grown);
    addEventListener('pagehide', () => source.close());
  }

  async function start() {
    try { await refresh(); } catch (e) { return; }
    for (const old of document.querySelectorAll('.log-still')) old.remove();
    const sample = log.querySelector('.log-line');
    log.replaceChildren(space);
    log.classList.add('is-virtual');
    document.getElementById('log-tools').hidden = false;
    if (sample) { space.append(sample); rowHeight = Math.max(12, Math.min(sample.offsetHeight, 24)); sample.remove(); }
    remember('log-times', false, (on) => { log.classList.toggle('hides-times', !on); redraw(true); });
    const wrap = remember('log-wrap', true, (on) => { log.classList.toggle('is-nowrap', !on); redraw(true); });
    follow = remember('log-follow', true, (on) => { following = on && !ended; if (following) toEnd(); });
    layout();
    log.addEventListener('scroll', () => {
      if (Math.abs(log.scrollTop - expected) > 1) following = position() + view() > height() - 40;
      scrolled();
    }, { passive: true });
    new ResizeObserver(() => redraw(true)).observe(log);
    log.addEventListener('click', (e) => {
      const fold = e.target.closest('.log-fold');
      if (fold && !e.target.closest('a')) {
        const g = groupAt.get(+fold.dataset.group);
        toggled.set(g[0], !isOpen(g));
        for (let c = chunkOf(g[0]); c <= chunkOf(g[1] || lines); c++) measured.delete(c);
        redraw(false);
        requestAnimationFrame(() => log.querySelector('[data-group="' + g[0] + '"]')?.focus({ preventScroll: true }));
        return;
      }
      const no = e.target.closest('a.log-no');
      if (no) { target = +no.textContent; history.replaceState(null, '', no.hash); e.preventDefault(); redraw(false); }
    });
    log.addEventListener('mouseover', (e) => {
      const time = e.target.closest('.log-time');
      if (time && !time.title) time.title = whole.format(+time.dataset.at);
    });
    keys(wrap);
    addEventListener('hashchange', () => { const n = fromHash(); if (n) goTo(n, true); });
    const wanted = fromHash() || Number(new URLSearchParams(location.search).get('from')) || 0;
    if (wanted) await goTo(wanted, true);
    else if (!ended) { following = follow.on; await toEnd(); } else {
      const bad = outline.remarks.find((r) => r[1] === 1);
      if (bad && lines > 60) await goTo(bad[0], false);
    }
    draw();
    if (!ended) listen();
  }

  function keys(wrap) {
    box('log-search').addEventListener('submit', (e) => {
      e.preventDefault();
      if (hits.length && pattern && box('log-q').value === box('log-q').dataset.done) step(1);
      else { box('log-q').dataset.done = box('log-q').value; search(); }
    });
    box('log-regex').addEventListener('change', search);
    box('log-prev').addEventListener('click', () => step(-1));
    box('log-next').addEventListener('click', () => step(1));
    box('log-top').addEventListener('click', () => { following = false; journey++; setPosition(0); draw(); });
    box('log-end').addEventListener('click', () => { following = follow.on && !ended; toEnd(); });
    box('log-error').addEventListener('click', nextError);
    box('log-error').hidden = outline.remarks.length === 0;
    box('log-fold').addEventListener('click', () => {
      const open = outline.groups.some(isOpen);
      for (const g of outline.groups) toggled.set(g[0], !open);
      redraw(true);
    });
    box('log-fold').hidden = outline.groups.length === 0;
    const card = log.closest('.log-card');
    const full = () => {
      const on = card.classList.toggle('is-full');
      box('log-full').setAttribute('aria-pressed', String(on));
      document.body.classList.toggle('has-full', on);
    };
    box('log-full').addEventListener('click', full);
    document.addEventListener('keydown', (e) => {
      if (e.ctrlKey || e.metaKey || e.altKey) return;
      if (e.key === 'Escape') {
        if (card.classList.contains('is-full')) full();
        else if (document.activeElement === box('log-q')) { box('log-q').value = ''; search(); log.focus(); }
        return;
      }
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
      const act = {
        '/': () => box('log-q').focus(), n: () => step(1), N: () => step(-1), e: nextError, f: full, w: () => wrap.flip(),
        g: () => box('log-top').click(), G: () => box('log-end').click(),
      }[e.key];
      if (act) { e.preventDefault(); act(); }
    });
  }

  start();
})();
