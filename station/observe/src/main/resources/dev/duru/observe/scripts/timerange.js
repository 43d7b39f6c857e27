// The time that a page shows: kept in its address as from and to, changed by keys, by the mouse or by dragging in a graph.
(() => {
  'use strict';
  const duru = (window.duru = window.duru || {});
  const form = document.getElementById('time-range');
  const UNITS = { s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5, M: 2592e6, y: 31536e6 };
  const words = document.getElementById('page-words');
  duru.words = words ? JSON.parse(words.textContent) : {};
  duru.text = (key, ...args) => (duru.words[key] || key).replace(/\{(\d)\}/g, (all, i) => (i < args.length ? args[i] : all));

  function startOf(date, unit) {
    const d = new Date(date);
    if (unit === 's') d.setMilliseconds(0);
    if (unit === 'm') d.setSeconds(0, 0);
    if (unit === 'h') d.setMinutes(0, 0, 0);
    if ('dwMy'.includes(unit)) d.setHours(0, 0, 0, 0);
    if (unit === 'w') d.setDate(d.getDate() - ((d.getDay() + 6) % 7));
    if (unit === 'M') d.setDate(1);
    if (unit === 'y') d.setMonth(0, 1);
    return d.getTime();
  }

  // A moment as milliseconds: now, now-6h, now-1d/d, a date and time of this place, ISO 8601, or a number; null for none.
  function parse(text, end) {
    const t = String(text).trim();
    const relative = /^now(?:([+-])(\d+)([smhdwMy]))?(?:\/([smhdwMy]))?$/.exec(t);
    if (relative) {
      let at = Date.now();
      if (relative[1]) at += (relative[1] === '-' ? -1 : 1) * relative[2] * UNITS[relative[3]];
      if (relative[4]) {
        at = startOf(at, relative[4]);
        if (end) at = startOf(at + UNITS[relative[4]] * 1.1, relative[4]) - 1;
      }
      return at;
    }
    if (/^\d{9,10}$/.test(t)) return +t * 1000;
    if (/^\d{12,13}$/.test(t)) return +t;
    if (!/^\d{4}-\d{2}-\d{2}/.test(t)) return null;
    const at = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(t) ? t + 'T00:00:00' : t.replace(' ', 'T'));
    return Number.isNaN(at) ? null : at;
  }

  const two = (n) => String(n).padStart(2, '0');
  // A moment as people of this place write it, and as parse reads it.
  function local(ms) {
    const d = new Date(ms);
    return d.getFullYear() + '-' + two(d.getMonth() + 1) + '-' + two(d.getDate()) + ' ' + two(d.getHours()) + ':' + two(d.getMinutes()) + ':' + two(d.getSeconds());
  }

  const standard = form ? { from: form.dataset.from, to: form.dataset.to } : { from: 'now-1h', to: 'now' };
  const address = () => new URLSearchParams(location.search);

  function read() {
    const query = address();
    const from = query.get('from') || standard.from;
    const to = query.get('to') || standard.to;
    return parse(from) === null || parse(to, true) === null ? { ...standard } : { from, to };
  }

  // The range in milliseconds, now.
  function resolve() {
    const { from, to } = read();
    const end = parse(to, true);
    return { from: Math.min(parse(from), end - 1000), to: end };
  }

  const listeners = [];
  function tell(refresh) {
    show();
    for (const listener of listeners) listener({ ...resolve(), refresh: !!refresh });
  }

  function set(from, to) {
    const query = address();
    query.set('from', from);
    query.set('to', to);
    history.pushState(null, '', '?' + query);
    tell();
  }

  const iso = (ms) => new Date(Math.round(ms / 1000) * 1000).toISOString().replace('.000', '');
  const setMillis = (from, to) => set(iso(from), iso(Math.max(to, from + 1000)));

  function zoom(factor, shift) {
    const { from, to } = resolve();
    const length = to - from;
    const middle = from + length / 2 + shift * length;
    const end = Math.min(middle + (length * factor) / 2, Date.now());
    setMillis(end - length * factor, end);
  }

  function show() {
    if (!form) return;
    const { from, to } = read();
    const quick = form.elements.quick;
    const known = to === 'now' ? from : '';
    quick.value = [...quick.options].some((o) => o.value === known) ? known : '';
    const custom = quick.querySelector('option[value=""]');
    const now = resolve();
    custom.textContent = quick.value === '' ? (/^now/.test(from) ? from + ' \u2013 ' + to : local(now.from) + ' \u2013 ' + local(now.to)) : form.dataset.custom;
    form.elements.from.value = /^now/.test(from) ? from : local(now.from);
    form.elements.to.value = /^now/.test(to) ? to : local(now.to);
    for (const name of ['from', 'to']) form.elements[name].removeAttribute('aria-invalid');
    form.elements.refresh.value = often();
  }

  const often = () => address().get('refresh') || form.dataset.refresh || 'off';
  let timer = 0;
  function keepFresh() {
    clearInterval(timer);
    const every = Date.now() - (parse('now-' + often()) || Infinity);
    if (every > 900) timer = setInterval(() => { if (!document.hidden && /^now/.test(read().to)) tell(true); }, every);
  }

  if (form) {
    form.addEventListener('submit', (e) => {
      e.preventDefault();
      if (!e.submitter || e.submitter.name !== 'apply') { tell(); return; }
      let good = true;
      for (const name of ['from', 'to']) {
        const ok = parse(form.elements[name].value) !== null;
        form.elements[name].toggleAttribute('aria-invalid', false);
        if (!ok) { form.elements[name].setAttribute('aria-invalid', 'true'); if (good) form.elements[name].focus(); good = false; }
      }
      if (!good) return;
      const wish = (name) => { const v = form.elements[name].value.trim(); return /^now/.test(v) ? v : iso(parse(v, name === 'to')); };
      set(wish('from'), wish('to'));
      const menu = form.querySelector('details');
      menu.open = false;
      menu.querySelector('summary').focus();
    });
    form.elements.quick.addEventListener('change', () => form.elements.quick.value && set(form.elements.quick.value, 'now'));
    form.elements.refresh.addEventListener('change', () => {
      const query = address();
      query.set('refresh', form.elements.refresh.value);
      history.replaceState(null, '', '?' + query);
      keepFresh();
    });
    form.addEventListener('click', (e) => {
      const step = e.target.closest('[data-step]');
      if (step) zoom(...step.dataset.step.split(' ').map(Number));
    });
    addEventListener('popstate', () => tell());
    show();
    keepFresh();
  }

  duru.range = { read, resolve, set, setMillis, parse, local, onChange: (listener) => listeners.push(listener) };
})();
