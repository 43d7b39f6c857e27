// A dashboard: variables, panels on a grid of 24 columns, rows that fold, and answers for what is in sight.
(() => {
  'use strict';
  const { charts, range, panels, fields, controls, text } = window.duru;
  const { element } = charts;
  const root = document.getElementById('dashboard');
  const data = JSON.parse(document.getElementById('dash-data').textContent);
  const siblings = JSON.parse(document.getElementById('dash-siblings').textContent);
  const form = document.getElementById('dash-variables');
  const nav = document.getElementById('dash-links');
  const ALL = '$__all';
  const ROW = 30;
  const GAP = 8;
  const AT_ONCE = 4;
  const folded = new Set(data.panels.filter((p) => p.type === 'row' && p.collapsed).map((p) => p.id));
  let variables = [];
  let shown = [];
  let turn = 0;
  let marks = Promise.resolve({ events: [], problems: [] });

  const wished = () => [...new URLSearchParams(location.search)].filter(([k]) => k.startsWith('var-'));
  async function ask(what, parameters) {
    const response = await fetch(root.dataset.api + '/' + what + '?' + new URLSearchParams(parameters), { cache: 'no-store' });
    const body = await response.json();
    if (!response.ok) throw new Error(body.detail || response.status);
    return body;
  }

  const chosen = (variable) => (variable.current.includes(ALL) ? variable.options.map((o) => o.value) : variable.current);

  function choose(name, values) {
    const at = new URLSearchParams(location.search);
    at.delete('var-' + name);
    for (const v of values) at.append('var-' + name, v);
    history.pushState(null, '', '?' + at);
    load();
  }

  function control(variable) {
    if (variable.type === 'adhoc') return controls.adhoc(variable, choose);
    const id = 'var-' + variable.name;
    const wrap = element('div', 'dash-variable');
    const label = element('label', variable.hide === 1 ? 'sr-only' : '', variable.label);
    label.htmlFor = id;
    if (variable.type === 'textbox') {
      const input = element('input');
      input.id = id;
      input.value = variable.current[0] ?? '';
      input.addEventListener('change', () => choose(variable.name, [input.value]));
      wrap.append(label, input);
      return wrap;
    }
    const options = [...(variable.all ? [{ text: text('dash.all'), value: ALL }] : []), ...variable.options];
    if (!variable.multi) {
      const select = element('select');
      select.id = id;
      for (const o of options) select.append(new Option(o.text || '\u2013', o.value, false, variable.current.includes(o.value)));
      if (options.length === 0) select.append(new Option('\u2013', ''));
      select.addEventListener('change', () => choose(variable.name, [select.value]));
      wrap.append(label, select);
      return wrap;
    }
    const menu = element('details', 'menu');
    const texts = options.filter((o) => variable.current.includes(o.value)).map((o) => o.text);
    const summary = element('summary', 'button', texts.length > 2 ? text('dash.chosen', texts.length) : texts.join(' + ') || '\u2013');
    summary.id = id;
    summary.setAttribute('aria-label', variable.label + ': ' + summary.textContent);
    const list = element('div', 'menu-list dash-choices');
    for (const o of options) {
      const check = element('label', 'check');
      const box = element('input');
      box.type = 'checkbox';
      box.value = o.value;
      box.checked = variable.current.includes(o.value);
      check.append(box, element('span', '', o.text));
      list.append(check);
    }
    list.addEventListener('change', (e) => {
      const boxes = [...list.querySelectorAll('input')];
      for (const b of boxes) if (e.target.checked && (e.target.value === ALL) !== (b.value === ALL)) b.checked = false;
    });
    // one question for all that was chosen
    menu.addEventListener('toggle', () => {
      if (menu.open) return;
      const values = [...list.querySelectorAll('input:checked')].map((b) => b.value);
      if (values.join('\n') !== variable.current.join('\n')) choose(variable.name, values);
    });
    menu.append(summary, list);
    wrap.append(label, menu);
    return wrap;
  }

  function showVariables() {
    const visible = variables.filter((v) => v.hide !== 2 && v.type !== 'constant' && v.type !== 'datasource');
    const switches = controls.switches(data.annotations, () => load(false)).filter(() => root.dataset.marks === 'true' || data.annotations.some((a) => !a.own));
    form.hidden = visible.length === 0 && switches.length === 0;
    form.replaceChildren(...visible.map(control), ...switches);
    const links = controls.links(data.links, (t, encode) => words(t, {}, encode), siblings, root.dataset.path);
    nav.hidden = links.length === 0;
    nav.replaceChildren(...links);
    for (const v of variables.filter((each) => each.problem)) form.append(element('p', 'notice notice-warn small', text('dash.variable', v.label, v.problem)));
    if (variables.some((v) => v.problem)) form.hidden = false;
  }
  form.addEventListener('submit', (e) => e.preventDefault());

  // Panels with their places, those that repeat once for each value.
  function layout() {
    const placed = [];
    const rows = data.panels.filter((p) => p.type === 'row').sort((a, b) => a.place.y - b.place.y);
    const inside = (row) => data.panels.filter((p) => p.type !== 'row' && p.row === row).sort((a, b) => a.place.y - b.place.y || a.place.x - b.place.x);
    let y = 0;
    const values = (name) => { const v = variables.find((each) => each.name === name); return v ? chosen(v) : []; };
    function block(list, scope) {
      if (list.length === 0) return;
      const top = Math.min(...list.map((p) => p.place.y));
      let shift = 0;
      let bottom = 0;
      for (const p of list) {
        const { x, w, h } = p.place;
        const at = y + p.place.y - top + shift;
        const each = p.repeat.variable && !scope[p.repeat.variable] ? values(p.repeat.variable) : [];
        if (each.length === 0) { placed.push({ p, x, y: at, w, h, scope }); bottom = Math.max(bottom, at + h); continue; }
        const across = p.repeat.vertical ? 1 : Math.min(each.length, p.repeat.most);
        const width = p.repeat.vertical ? w : Math.floor(24 / across);
        each.forEach((value, i) => placed.push({ p, x: p.repeat.vertical ? x : (i % across) * width, y: at + Math.floor(i / across) * h, w: width, h, scope: { ...scope, [p.repeat.variable]: [value] } }));
        const lines = Math.ceil(each.length / across);
        shift += (lines - 1) * h;
        bottom = Math.max(bottom, at + lines * h);
      }
      y = Math.max(y, bottom);
    }
    block(inside(0), {});
    for (const row of rows) {
      const each = row.repeat.variable ? values(row.repeat.variable) : [];
      for (const value of each.length ? each : [null]) {
        const scope = value === null ? {} : { [row.repeat.variable]: [value] };
        placed.push({ p: row, x: 0, y, w: 24, h: 1, scope });
        y += 1;
        if (!folded.has(row.id)) block(inside(row.id), scope);
      }
    }
    return placed;
  }

  function put(item) {
    const { p } = item;
    const key = p.id + JSON.stringify(item.scope);
    const old = shown.find((s) => s.key === key);
    const node = old ? old.node : p.type === 'row' ? rowNode(item) : panelNode(item);
    node.style.gridColumn = item.x + 1 + ' / span ' + item.w;
    node.style.gridRow = item.y + 1 + ' / span ' + item.h;
    node.style.setProperty('--rows', item.h);
    return { ...(old || {}), ...item, key, node, fresh: old ? old.fresh : 0 };
  }

  // A text of the file with what is chosen put in, for people, or each value in a form of its own.
  function words(t, scope, encode) {
    const time = range.resolve();
    return t.replace(/\$\{(\w+)(?::\w+)?\}|\$(\w+)|\[\[(\w+)\]\]/g, (all, a, b, c) => {
      const name = a || b || c;
      if (name === '__from' || name === '__to') return time[name.slice(2)];
      const v = variables.find((each) => each.name === name);
      const values = scope[name] || (v && (encode ? chosen(v) : v.current));
      if (!values) return all;
      if (encode) return values.map(encode).join(',');
      return values.includes(ALL) ? text('dash.all') : values.join(' + ');
    });
  }

  function rowNode({ p, scope }) {
    const node = element('h2', 'dash-row');
    const button = element('button', 'dash-fold', words(p.title, scope));
    button.type = 'button';
    button.setAttribute('aria-expanded', String(!folded.has(p.id)));
    button.addEventListener('click', () => { if (!folded.delete(p.id)) folded.add(p.id); button.setAttribute('aria-expanded', String(!folded.has(p.id))); arrange(); });
    node.append(button);
    return node;
  }

  function panelNode({ p, scope }) {
    const node = element('section', 'card dash-panel');
    const head = element('header', 'dash-head');
    const title = element('h3', 'truncate', words(p.title, scope));
    title.title = p.description ? p.title + '\n' + p.description : p.title;
    head.append(title);
    const links = controls.links(p.links, (t, encode) => words(t, scope, encode), siblings, root.dataset.path);
    if (links.length) { const more = element('span', 'dash-more'); more.append(...links); head.append(more); }
    const body = element('div', 'dash-body');
    body.tabIndex = -1;
    node.append(head, body);
    if (!p.title && !links.length) head.remove();
    if (!panels.knows(p.type)) body.append(element('p', 'dash-said', text('dash.unknown', p.type || '?')));
    else if (p.empty && panels.asks(p.type)) body.append(element('p', 'dash-said', text('dash.nothing')));
    return node;
  }

  function arrange() {
    const items = layout().map(put);
    for (const s of shown) if (!items.some((i) => i.key === s.key)) { watch.unobserve(s.node); const body = s.node.querySelector('.dash-body'); if (body) charts.clear(body); s.node.remove(); }
    shown = items;
    root.replaceChildren(...items.map((i) => i.node));
    for (const i of items) if (i.node.querySelector('.dash-body')) { watch.unobserve(i.node); watch.observe(i.node); }
  }

  const watch = new IntersectionObserver((entries) => {
    for (const e of entries) {
      const item = shown.find((s) => s.node === e.target);
      if (item) { item.seen = e.isIntersecting; if (item.seen && item.fresh !== turn) queue(item); }
    }
  }, { rootMargin: '300px' });

  const waiting = [];
  let running = 0;
  function queue(item) {
    if (!panels.knows(item.p.type) || (item.p.empty && panels.asks(item.p.type))) return;
    item.fresh = turn;
    waiting.push(item);
    next();
  }
  async function next() {
    while (running < AT_ONCE && waiting.length) {
      running++;
      show(waiting.shift()).finally(() => { running--; next(); });
    }
  }

  async function show(item) {
    const body = item.node.querySelector('.dash-body');
    const now = turn;
    const time = range.resolve();
    const scoped = wished().filter(([k]) => !item.scope[k.slice(4)]);
    for (const [name, values] of Object.entries(item.scope)) for (const v of values) scoped.push(['var-' + name, v]);
    item.node.setAttribute('aria-busy', 'true');
    try {
      const [answer, marked] = await Promise.all([ask('panel', [['path', root.dataset.path], ['panel', item.p.id], ['from', time.from / 1000], ['to', time.to / 1000], ['points', Math.max(50, Math.round(body.clientWidth / 2))], ...scoped]), marks]);
      if (now !== turn || !item.node.isConnected) return;
      if (answer.loki && item.p.type !== 'logs') await panels.fromLoki(answer);
      item.answer = { ...answer, events: marked.events, siblings, href: (link) => controls.address(link, (t, encode) => words(t, item.scope, encode), siblings) };
      await draw(item, body, item.answer);
    } catch (e) {
      charts.clear(body);
      body.append(element('p', 'dash-said is-bad', text('dash.failed', e.message)));
    } finally {
      item.node.removeAttribute('aria-busy');
    }
  }

  // From a panel to the explorer, with what it asked.
  function explorable(item, answer) {
    const head = item.node.querySelector('.dash-head');
    if (!head || !answer.queries?.length) return;
    const { from, to } = range.read();
    const project = document.body.dataset.project;
    const link = head.querySelector('.dash-explore') || head.appendChild(element('a', 'dash-explore', text('dash.explore')));
    link.href = (project ? '/' + project : '') + '/explore?' + new URLSearchParams([...answer.queries.map((q) => ['q', q]), ['from', from], ['to', to]]);
  }

  async function draw(item, body, answer) {
    if (body.querySelector('.u-over:hover, .u-over:focus') && body.dataset.turn !== undefined && range.read().to.startsWith('now') && item.same) return;
    const title = item.node.querySelector('h3');
    if (title) title.textContent = answer.title;
    explorable(item, answer);
    const scroll = body.querySelector('.table-wrap')?.scrollTop || 0;
    const open = body.querySelector('.graph-data')?.open;
    charts.clear(body);
    const notes = [...(answer.notes || []), ...(answer.leftOut?.length ? [text('dash.left', [...new Set(answer.leftOut)].join(', '))] : []), ...panels.strange(item.p)];
    if (!panels.hasData(answer) && panels.asks(item.p.type)) body.append(element('p', 'dash-said', text('dash.none')));
    else {
      const box = element('div', 'dash-content');
      body.append(box);
      const room = innerWidth < 700 ? Math.max(180, item.h * ROW * 0.8) : item.h * (ROW + GAP) - GAP - (title ? 46 : 12);
      await panels.kinds[item.p.type](item.p, answer, box, room - (notes.length ? 30 : 0));
      if (!box.isConnected) return;
      if (open) box.querySelector('.graph-data')?.setAttribute('open', '');
      if (scroll) { const wrap = box.querySelector('.table-wrap'); if (wrap) wrap.scrollTop = scroll; }
    }
    for (const n of notes) body.append(element('p', 'dash-note', n));
    body.dataset.turn = turn;
  }

  // What is marked on all graphs; a query that fails is told above them.
  async function happened(time) {
    const wanted = data.annotations.map((a, i) => [a, i]).filter(([a, i]) => controls.isOn(a, i) && (!a.own || root.dataset.marks === 'true'));
    const all = await Promise.all(wanted.map(async ([a, i]) => {
      try {
        const { events } = await ask('events', [['path', root.dataset.path], ['annotation', i], ['from', time.from / 1000], ['to', time.to / 1000], ...wished()]);
        return { events: events.map((e) => ({ ...e, colour: e.tone !== undefined ? charts.css(e.tone ? '--' + e.tone : '--ink-3') : fields.colour(a.color) })) };
      } catch (e) {
        return { events: [], problem: text('dash.marks', a.name, e.message) };
      }
    }));
    return { events: all.flatMap((a) => a.events), problems: all.flatMap((a) => a.problem || []) };
  }

  async function load(refresh) {
    const now = ++turn;
    const time = range.resolve();
    marks = happened(time);
    try {
      const found = await ask('variables', [['path', root.dataset.path], ['from', time.from / 1000], ['to', time.to / 1000], ...wished()]);
      variables = found.variables;
      if (!form.contains(document.activeElement) || !refresh) showVariables();
    } catch (e) {
      form.hidden = false;
      form.replaceChildren(element('p', 'notice notice-bad', e.message));
    }
    if (now !== turn) return;
    arrange();
    marks.then(({ problems }) => { if (now === turn) for (const p of problems) { form.hidden = false; form.append(element('p', 'notice notice-warn small', p)); } });
    for (const item of shown) { item.same = refresh; if (item.seen && item.fresh !== turn) queue(item); }
  }
  range.onChange((e) => load(e.refresh));
  document.addEventListener('duru:theme', () => { for (const i of shown) { const body = i.node.querySelector('.dash-body'); if (i.answer && body) draw(i, body, i.answer); } });
  load(false);
})();
