// A box for PromQL: colours, completion at the caret, and a mark where an answer says that something is wrong.
(() => {
  'use strict';
  const duru = (window.duru = window.duru || {});
  const AGGREGATIONS = ['avg', 'bottomk', 'count', 'count_values', 'group', 'limit_ratio', 'limitk', 'max', 'min', 'quantile', 'stddev', 'stdvar', 'sum', 'topk'];
  const KEYWORDS = ['and', 'atan2', 'bool', 'by', 'end()', 'group_left', 'group_right', 'ignoring', 'offset', 'on', 'or', 'start()', 'unless', 'without'];
  const LISTS = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
  const LENGTHS = ['30s', '1m', '5m', '10m', '30m', '1h', '6h', '1d', '7d'];
  const MOST = 80;
  const TOKEN = /(#[^\n]*)|("(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|`[^`]*`?)|((?:\d+(?:ms|[smhdwy]))+|0x[0-9a-fA-F]+|\d*\.?\d+(?:[eE][+-]?\d+)?)|([a-zA-Z_:][\w:.]*)|(=~|!~|!=|==|>=|<=|[-+*\/%^=<>@])|([{}()[\],:])|(\s+)|(.)/gy;

  function tokens(text) {
    const found = [];
    TOKEN.lastIndex = 0;
    let m;
    while (TOKEN.lastIndex < text.length && (m = TOKEN.exec(text))) {
      const kind = ['comment', 'string', 'number', 'word', 'operator', 'punctuation', 'space', 'odd'][m.slice(1).findIndex((g) => g !== undefined)];
      found.push({ kind, text: m[0], start: m.index, end: m.index + m[0].length });
    }
    return found;
  }

  let functions = [];
  const names = new Set([...AGGREGATIONS, ...KEYWORDS.map((k) => k.replace('()', ''))]);
  const isMetric = (t) => t.kind === 'word' && !names.has(t.text) && !functions.some((f) => f.name === t.text);

  // What may stand at the caret: {kind: metric | label | value | length | none, from, word, ...}.
  function context(text, caret) {
    const all = tokens(text).filter((t) => t.kind !== 'space' && t.kind !== 'comment');
    const before = all.filter((t) => t.start < caret);
    const comment = tokens(text).find((t) => t.kind === 'comment' && t.start < caret && caret <= t.end);
    if (comment) return { kind: 'none' };
    const last = before.at(-1);
    const open = [];
    for (const [i, t] of before.entries()) {
      if (t.kind !== 'punctuation') continue;
      if ('{(['.includes(t.text)) open.push({ text: t.text, at: i, previous: before[i - 1] });
      else if ('})]'.includes(t.text)) open.pop();
    }
    const inside = open.at(-1);
    const typing = last && last.kind === 'word' && caret <= last.end ? last : null;
    const word = typing ? text.slice(typing.start, caret) : '';
    const from = typing ? typing.start : caret;
    const to = typing ? typing.end : caret;
    if (inside && inside.text === '{') return inBraces(text, caret, before.slice(inside.at + 1), inside, { word, from, to });
    if (last && last.kind === 'string' && (caret < last.end || !closed(last.text))) return { kind: 'none' };
    if (inside && inside.text === '[') return { kind: 'length', from: text.lastIndexOf('[', caret - 1) + 1, to: caret, word: text.slice(text.lastIndexOf('[', caret - 1) + 1, caret) };
    if (inside && inside.previous && LISTS.has(inside.previous.text)) {
      return { kind: 'label', list: true, from, to, word, selectors: [...new Set(all.filter((t, i) => isMetric(t) && !(LISTS.has(all[i - 1]?.text) || inLabels(all, i))).map((t) => t.text))], metrics: true };
    }
    if (last && (last.kind === 'number' || (last.kind === 'string')) && caret <= last.end) return { kind: 'none' };
    return { kind: 'metric', from, to, word };
  }

  const closed = (s) => s.length > 1 && s.at(-1) === s[0] && !/[^\\](\\\\)*\\.$/.test(s);

  // Whether a word stands in braces or in a list of labels.
  function inLabels(all, index) {
    const open = [];
    for (let i = 0; i < index; i++) {
      if (all[i].text === '{' || all[i].text === '(') open.push(all[i].text === '{' || LISTS.has(all[i - 1]?.text));
      else if (all[i].text === '}' || all[i].text === ')') open.pop();
    }
    return open.at(-1) || false;
  }

  function inBraces(text, caret, parts, inside, typed) {
    const metric = inside.previous && isMetric(inside.previous) ? inside.previous.text : '';
    const pairs = [];
    for (let i = 0; i + 2 < parts.length; i++) {
      if (parts[i].kind === 'word' && parts[i + 1].kind === 'operator' && parts[i + 2].kind === 'string' && !(parts[i + 2].start < caret && caret <= parts[i + 2].end && (caret < parts[i + 2].end || !closed(parts[i + 2].text)))) pairs.push(parts[i].text + parts[i + 1].text + parts[i + 2].text);
    }
    const selector = metric || pairs.length ? metric + '{' + pairs.join(',') + '}' : '';
    const last = parts.at(-1);
    const open = last && last.kind === 'string' && (caret < last.end || !closed(last.text)) ? last : null;
    const operator = parts.at(open ? -2 : -1);
    if (operator && operator.kind === 'operator' && (open || caret >= operator.end)) {
      const label = parts.at(open ? -3 : -2);
      const start = open ? open.start + 1 : caret;
      return { kind: 'value', from: start, to: open && closed(open.text) ? open.end - 1 : caret, word: text.slice(start, caret), label: label ? label.text : '', quote: open ? open.text[0] : '', closed: !!open && closed(open.text), selectors: selector ? [selector] : [] };
    }
    if (last && last.kind === 'string') return { kind: 'none' };
    const used = new Set(parts.filter((p, i) => p.kind === 'word' && parts[i + 1]?.kind === 'operator').map((p) => p.text));
    return { kind: 'label', ...typed, used, selectors: selector ? [selector] : [] };
  }

  // What the server knows, asked once in a while.
  const known = new Map();
  function ask(path, parameters) {
    const url = path + '?' + new URLSearchParams([...parameters, ...duru.query.scope()]);
    const old = known.get(url);
    if (old && Date.now() - old.at < 30000) return old.answer;
    const answer = fetch('/api/v1' + url).then((r) => (r.ok ? r.json() : { data: [] })).then((body) => body.data).catch(() => []);
    known.set(url, { at: Date.now(), answer });
    return answer;
  }

  const match = (selectors) => selectors.map((s) => ['match[]', s]);

  async function candidates(at) {
    switch (at.kind) {
      case 'label': {
        const all = await ask('/labels', [...match(at.selectors), ['limit', 1000]]);
        return all.filter((n) => n !== '__name__' && !(at.used && at.used.has(n))).map((n) => ({ text: n, kind: 'label', insert: at.list ? n : n + '="', after: at.list ? '' : '"' }));
      }
      case 'value': {
        const all = await ask('/label/' + encodeURIComponent(at.label || '__name__') + '/values', [...match(at.selectors), ['limit', 2000]]);
        const q = at.quote || '"';
        return all.map((v) => ({ text: v, kind: 'value', insert: (at.quote ? '' : q) + (q === '`' ? v : v.replace(/\\/g, '\\\\').replaceAll(q, '\\' + q)) + (at.closed ? '' : q), over: at.closed ? 1 : 0 }));
      }
      case 'length': return LENGTHS.map((t) => ({ text: t, kind: 'length', insert: t }));
      case 'metric': {
        const [metrics, about] = await Promise.all([ask('/label/__name__/values', [['limit', 20000]]), ask('/metadata', [])]);
        const help = (n) => { const d = about[n] || about[n.replace(/_(bucket|sum|count)$/, '')]; return d ? d[0] : null; };
        return [
          ...metrics.map((n) => { const d = help(n); return { text: n, kind: 'metric', detail: d ? d.type : '', help: d ? d.help : '', insert: n }; }),
          ...functions.map((f) => ({ text: f.name, kind: 'function', detail: f.shape, insert: f.name + '(', after: ')' })),
          ...AGGREGATIONS.map((a) => ({ text: a, kind: 'aggregation', insert: a + '(', after: ')' })),
          ...KEYWORDS.map((k) => ({ text: k, kind: 'keyword', insert: k })),
        ];
      }
      default: return [];
    }
  }

  // Those that begin so, then those that hold it, then those that have its letters in this order.
  function ranked(all, word) {
    const w = word.toLowerCase();
    if (!w) return all.slice(0, MOST);
    const letters = new RegExp([...w].map((c) => c.replace(/[^\w]/g, '\\$&')).join('.*'));
    const score = (t) => { const n = t.toLowerCase(); return n === w ? 0 : n.startsWith(w) ? 1 : n.includes('_' + w) ? 2 : n.includes(w) ? 3 : w.length > 1 && letters.test(n) ? 4 : 9; };
    return all.map((c, i) => [score(c.text), i, c]).filter(([s]) => s < 9).sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, MOST).map(([, , c]) => c);
  }

  let count = 0;

  /** Makes a text box one for PromQL. run() is called at Enter; Shift+Enter begins a line. */
  function attach(area, run) {
    const id = 'promql-' + ++count;
    const { element } = duru.charts;
    const wrap = element('div', 'promql');
    const mirror = element('pre', 'promql-mirror');
    mirror.setAttribute('aria-hidden', 'true');
    const list = element('ul', 'promql-list');
    list.id = id;
    list.hidden = true;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', duru.text('editor.list'));
    const help = element('p', 'promql-help');
    const said = element('p', 'sr-only');
    said.setAttribute('aria-live', 'polite');
    area.replaceWith(wrap);
    wrap.append(mirror, area, list, said);
    for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': id, 'aria-haspopup': 'listbox', spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off' })) area.setAttribute(name, value);
    const state = { items: [], active: -1, at: null, mark: null, turn: 0 };

    function paint() {
      mirror.textContent = '';
      const text = area.value;
      for (const t of tokens(text)) {
        const kind = t.kind !== 'word' ? t.kind : functions.some((f) => f.name === t.text) || AGGREGATIONS.includes(t.text) ? 'function' : names.has(t.text) ? 'keyword' : 'word';
        for (const [from, to, bad] of split(t)) {
          const span = element(bad ? 'mark' : 'span', 'q-' + kind + (bad ? ' is-wrong' : ''), text.slice(from, to));
          mirror.append(span);
        }
      }
      if (state.mark && state.mark.from >= text.length) mirror.append(element('mark', 'is-wrong', ' '));
      mirror.append('\n');
      fit();
    }

    function fit() {
      area.style.height = 'auto';
      area.style.height = Math.max(38, area.scrollHeight + 2) + 'px';
    }

    function split(t) {
      const m = state.mark;
      if (!m || m.to <= t.start || m.from >= t.end) return [[t.start, t.end, false]];
      const a = Math.max(t.start, m.from);
      const b = Math.min(t.end, m.to);
      return [[t.start, a, false], [a, b, true], [b, t.end, false]].filter(([x, y]) => y > x);
    }

    function close() {
      list.hidden = true;
      help.remove();
      area.setAttribute('aria-expanded', 'false');
      area.removeAttribute('aria-activedescendant');
      state.items = [];
      state.active = -1;
    }

    function choose(i) {
      state.active = i;
      [...list.children].forEach((li, k) => li.setAttribute('aria-selected', String(k === i)));
      const li = list.children[i];
      if (!li) { area.removeAttribute('aria-activedescendant'); return; }
      area.setAttribute('aria-activedescendant', li.id);
      li.scrollIntoView({ block: 'nearest' });
      const text = state.items[i].help;
      help.remove();
      if (text) { help.textContent = text; wrap.append(help); help.style.top = list.offsetTop + list.offsetHeight + 'px'; help.style.left = list.style.left; }
    }

    async function complete(forced) {
      const turn = ++state.turn;
      const at = context(area.value, area.selectionStart);
      if (at.kind === 'none' || (!forced && !at.word && at.kind === 'metric')) { close(); return; }
      const all = await candidates(at);
      if (turn !== state.turn || document.activeElement !== area) return;
      const items = ranked(all, at.word);
      if (items.length === 0 || (!forced && items[0].text === at.word)) { close(); if (forced) said.textContent = duru.text('editor.none'); return; }
      state.items = items;
      state.at = at;
      list.textContent = '';
      items.forEach((item, i) => {
        const li = element('li', 'q-' + item.kind);
        li.id = id + '-' + i;
        li.setAttribute('role', 'option');
        li.append(element('span', 'promql-name', item.text), element('span', 'promql-detail', item.detail || duru.text('editor.' + item.kind)));
        li.addEventListener('mousedown', (e) => { e.preventDefault(); accept(i); });
        list.append(li);
      });
      list.hidden = false;
      area.setAttribute('aria-expanded', 'true');
      place(at.from);
      choose(0);
      said.textContent = duru.text('editor.found', items.length);
    }

    // Below the word that is being written.
    function place(from) {
      const range = document.createRange();
      let rest = from;
      const walk = document.createTreeWalker(mirror, NodeFilter.SHOW_TEXT);
      let node = walk.nextNode();
      while (node && rest > node.length) { rest -= node.length; node = walk.nextNode(); }
      if (!node) return;
      range.setStart(node, rest);
      range.setEnd(node, Math.min(node.length, rest + 1));
      const spot = range.getClientRects()[0] || mirror.getBoundingClientRect();
      const box = wrap.getBoundingClientRect();
      list.style.left = Math.max(0, Math.min(spot.left - box.left - 8, box.width - list.offsetWidth)) + 'px';
      list.style.top = spot.bottom - box.top + 6 + 'px';
    }

    function accept(i) {
      const item = state.items[i];
      const { at } = state;
      close();
      let after = item.after || '';
      const rest = area.value.slice(at.to);
      let insert = item.insert;
      if (item.kind === 'function' || item.kind === 'aggregation') { if (rest.startsWith('(')) { insert = item.text; after = ''; } }
      if (item.kind === 'label' && /^\s*(=|!)/.test(rest)) { insert = item.text; after = ''; }
      area.focus();
      area.setSelectionRange(at.from, at.to);
      // keeps the box's own undo
      if (!document.execCommand('insertText', false, insert + after)) area.setRangeText(insert + after, at.from, at.to, 'end');
      const caret = at.from + insert.length + (item.over || 0);
      area.setSelectionRange(caret, caret);
      changed();
      if (item.kind === 'label' && after) complete(true);
    }

    function changed() {
      state.mark = null;
      area.removeAttribute('aria-invalid');
      paint();
    }

    area.addEventListener('input', () => { changed(); complete(false); });
    area.addEventListener('keydown', (e) => {
      if (e.isComposing) return;
      const isOpen = !list.hidden;
      if (e.key === ' ' && e.ctrlKey) { e.preventDefault(); complete(true); }
      else if (isOpen && (e.key === 'ArrowDown' || e.key === 'ArrowUp')) { e.preventDefault(); choose((state.active + (e.key === 'ArrowDown' ? 1 : state.items.length - 1)) % state.items.length); }
      else if (isOpen && (e.key === 'PageDown' || e.key === 'PageUp')) { e.preventDefault(); choose(Math.min(state.items.length - 1, Math.max(0, state.active + (e.key === 'PageDown' ? 8 : -8)))); }
      else if (isOpen && e.key === 'Escape') { e.preventDefault(); close(); }
      else if (isOpen && (e.key === 'Tab' || e.key === 'Enter') && !e.shiftKey && !e.ctrlKey && state.active >= 0) { e.preventDefault(); accept(state.active); }
      else if (e.key === 'Enter' && !e.shiftKey) { e.preventDefault(); state.turn++; close(); run(); }
    });
    area.addEventListener('blur', close);
    area.addEventListener('scroll', () => { mirror.scrollTop = area.scrollTop; });
    let width = 0;
    new ResizeObserver(() => { if (area.clientWidth !== width) { width = area.clientWidth; fit(); } }).observe(area);
    paint();

    return {
      // Marks what is at a line and a column, both from 1, columns in bytes; tells where that is.
      mark(line, column) {
        const lines = area.value.split('\n');
        const text = lines[line - 1];
        if (text === undefined) return;
        let index = 0;
        for (let bytes = 1; index < text.length && bytes < column; index++) bytes += new TextEncoder().encode(text[index]).length;
        const from = lines.slice(0, line - 1).reduce((n, l) => n + l.length + 1, 0) + index;
        const token = tokens(area.value).find((t) => t.start <= from && from < t.end && t.kind !== 'space');
        state.mark = { from, to: token ? token.end : from + 1 };
        area.setAttribute('aria-invalid', 'true');
        paint();
      },
      set(text) { area.value = text; changed(); },
      complete: () => complete(true),
      go(position) { area.focus(); area.setSelectionRange(position, position); },
    };
  }

  const data = document.getElementById('promql-functions');
  if (data) functions = JSON.parse(data.textContent);
  duru.promql = { attach, context, tokens };
})();
