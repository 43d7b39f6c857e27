// The explorer: expressions beside each other, each as a graph or as a table, over one time; all of it in the address.
(() => {
  'use strict';
  const { charts, lines, query, range, promql, text } = window.duru;
  const { element } = charts;
  const root = document.getElementById('explore');
  const template = document.getElementById('explore-panel');
  const steps = document.getElementById('explore-step');
  const MOST_SERIES = 200;
  const MOST_ROWS = 1000;
  const MOST_POINTS = 11000;
  const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const project = document.body.dataset.project;
  const card = document.getElementById('page-lines');
  const search = card?.querySelector('[data-part="search"]');
  const beside = card && lines.beside(card, 'explore', () => (search.value.trim() ? { q: search.value.trim() } : {}));
  let panels = [];
  let events = [];

  function save(replace) {
    const at = new URLSearchParams(location.search);
    at.delete('q');
    at.delete('v');
    for (const p of panels) { at.append('q', p.area.value.trim()); at.append('v', p.view); }
    if (search?.value.trim()) at.set('lines', search.value.trim());
    else at.delete('lines');
    if (steps.value.trim() && steps.value !== 'auto') at.set('step', steps.value.trim());
    else at.delete('step');
    const url = '?' + at;
    if (url !== location.search) history[replace ? 'replaceState' : 'pushState'](null, '', url);
  }

  function step(length, width) {
    const wish = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(steps.value.trim());
    const given = wish ? wish[1] * { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5 }[wish[2] || 's'] : 0;
    steps.toggleAttribute('aria-invalid', false);
    if (!given) {
      if (steps.value.trim() && steps.value !== 'auto') steps.setAttribute('aria-invalid', 'true');
      return charts.niceStep(length, Math.min(800, Math.max(120, width / 2)));
    }
    return Math.max(given, 1, Math.ceil(length / (MOST_POINTS - 1)));
  }

  function panel(expression, view) {
    const node = template.content.firstElementChild.cloneNode(true);
    const part = (name) => node.querySelector('[data-part="' + name + '"]');
    const p = { node, view, area: node.querySelector('textarea'), out: part('out'), said: part('said'), stats: part('stats'), turn: null };
    p.area.value = expression;
    root.append(node);
    p.editor = promql.attach(p.area, () => { save(); run(p); });
    p.editor.set(expression);
    const views = [...node.querySelectorAll('[data-view]')];
    const showView = () => views.forEach((b) => b.setAttribute('aria-pressed', String(b.dataset.view === p.view)));
    for (const b of views) b.addEventListener('click', () => { p.view = b.dataset.view; showView(); save(); run(p); });
    showView();
    part('run').addEventListener('click', () => { save(); run(p); });
    part('format').addEventListener('click', () => format(p));
    part('copy').addEventListener('click', () => { const n = add(p.area.value, p.view); n.area.focus(); save(); run(n); });
    part('remove').addEventListener('click', () => {
      if (p.turn) p.turn.abort();
      charts.clear(p.out);
      panels = panels.filter((o) => o !== p);
      node.remove();
      if (panels.length === 0) add('', 'graph').area.focus();
      letters();
      save();
    });
    return p;
  }

  function add(expression, view) {
    const p = panel(expression, view === 'table' ? 'table' : 'graph');
    panels.push(p);
    letters();
    return p;
  }

  function letters() {
    root.classList.toggle('is-several', panels.length > 1);
    panels.forEach((p, i) => {
      p.node.querySelector('[data-part="letter"]').textContent = LETTERS[i] || String(i + 1);
      p.area.setAttribute('aria-label', text('explore.expression', LETTERS[i] || i + 1));
      p.node.querySelector('[data-part="remove"]').hidden = panels.length === 1;
    });
  }

  async function format(p) {
    try {
      const answer = await query.ask('/format_query', { query: p.area.value });
      p.editor.set(answer.data);
      said(p, []);
    } catch (e) { wrong(p, e); }
  }

  function said(p, messages) {
    p.said.textContent = '';
    for (const [tone, message] of messages) {
      const place = /\((\d+):(\d+)\)$/.exec(message);
      const line = element('p', 'notice notice-' + tone + ' small', message);
      if (place) { line.append(' '); const go = element('button', 'button button-link', text('explore.show')); go.type = 'button'; go.addEventListener('click', () => p.editor.mark(+place[1], +place[2])); line.append(go); }
      p.said.append(line);
    }
  }

  function wrong(p, e) {
    if (e.name === 'AbortError') return;
    said(p, [['bad', e.message]]);
    if (e.line) p.editor.mark(e.line, e.column);
    else p.area.setAttribute('aria-invalid', 'true');
  }

  async function run(p) {
    if (p.turn) p.turn.abort();
    const expression = p.area.value.trim();
    if (!expression) { charts.clear(p.out); said(p, []); p.stats.textContent = ''; return; }
    const turn = (p.turn = new AbortController());
    p.node.setAttribute('aria-busy', 'true');
    const time = range.resolve();
    const began = performance.now();
    try {
      const graph = p.view === 'graph';
      const every = step(time.to - time.from, p.out.clientWidth);
      const from = Math.floor(time.from / every) * every;
      const answer = graph
        ? await query.ask('/query_range', { query: expression, start: from / 1000, end: time.to / 1000, step: every / 1000, stats: 'all' }, turn.signal)
        : await query.ask('/query', { query: expression, time: time.to / 1000, stats: 'all' }, turn.signal);
      if (p.turn !== turn) return;
      const took = performance.now() - began;
      p.area.removeAttribute('aria-invalid');
      said(p, [...(answer.warnings || []).map((m) => ['warn', m]), ...(answer.infos || []).map((m) => ['info', m])]);
      const number = (n) => new Intl.NumberFormat(document.documentElement.lang).format(n);
      const { samples, timings } = answer.data.stats || { samples: {}, timings: {} };
      const size = Array.isArray(answer.data.result) && answer.data.resultType !== 'scalar' && answer.data.resultType !== 'string' ? answer.data.result.length : 1;
      p.stats.textContent = text(graph ? 'explore.stats.graph' : 'explore.stats', number(size), number(samples.totalQueryableSamples ?? 0), (timings.evalTotalTime * 1000).toFixed(1), Math.round(took), every / 1000 + ' s');
      if (graph) drawGraph(p, answer.data, from, time.to, every);
      else drawTable(p, answer.data);
    } catch (e) {
      if (p.turn === turn) { charts.clear(p.out); p.stats.textContent = ''; wrong(p, e); }
    } finally {
      if (p.turn === turn) p.node.removeAttribute('aria-busy');
    }
  }

  function drawGraph(p, data, from, to, every) {
    if (data.result.length === 0) { charts.clear(p.out); p.out.append(element('p', 'empty', text('explore.none'))); return; }
    const result = data.result.slice(0, MOST_SERIES);
    const { times, values } = charts.grid(result, from, to, every);
    const shared = query.common(data.result.map((s) => s.metric));
    charts.draw(p.out, {
      title: p.area.value, from, to, times, height: 300, sync: 'explore', events,
      series: result.map((s, i) => ({ name: query.name(s.metric, shared), values: values[i] })),
      legend: { calcs: ['lastNotNull', 'min', 'mean', 'max'] },
      onZoom: range.setMillis,
    });
    const heading = [...shared].filter((k) => k !== '__name__').map((k) => k + '="' + data.result[0].metric[k] + '"').join(', ');
    if (shared.size) p.out.insertBefore(element('p', 'graph-shared mono', (shared.has('__name__') ? data.result[0].metric.__name__ : '') + (heading ? '{' + heading + '}' : '')), p.out.firstChild);
    if (data.result.length > MOST_SERIES) p.out.append(element('p', 'notice notice-info small', text('explore.most', MOST_SERIES, data.result.length)));
  }

  function shown(item) {
    if (item.histogram || item.histograms) {
      const h = item.histogram ? item.histogram[1] : item.histograms.at(-1)[1];
      return text('explore.histogram', h.count, h.sum, (h.buckets || []).length);
    }
    if (item.values) return item.values.map(([t, v]) => v + ' @' + t).join('\n');
    return item.value[1];
  }

  function drawTable(p, data) {
    charts.clear(p.out);
    if (data.resultType === 'scalar' || data.resultType === 'string') {
      p.out.append(element('p', 'explore-value', data.result[1]));
      return;
    }
    if (data.result.length === 0) { p.out.append(element('p', 'empty', text('explore.none'))); return; }
    const columns = [...new Set(data.result.flatMap((s) => Object.keys(s.metric)))].sort((a, b) => (a === '__name__' ? -1 : b === '__name__' ? 1 : a < b ? -1 : 1));
    const wrap = element('div', 'table-wrap explore-table');
    const table = element('table', 'table table-small');
    table.append(element('caption', 'sr-only', p.area.value));
    const thead = element('thead');
    const body = element('tbody');
    let order = [-1, 0];
    const cell = (s, c) => (c === columns.length ? (s.value ? +s.value[1] : 0) : s.metric[columns[c]] || '');
    function fill() {
      const head = element('tr');
      [...columns, text('explore.value')].forEach((name, c) => {
        const th = element('th', c === columns.length ? 'num' : '');
        const button = element('button', 'sort-button', name === '__name__' ? text('explore.metric') : name);
        button.type = 'button';
        th.setAttribute('aria-sort', order[0] === c ? (order[1] > 0 ? 'ascending' : 'descending') : 'none');
        button.addEventListener('click', () => { order = [c, order[0] === c ? -order[1] : c === columns.length ? -1 : 1]; fill(); thead.querySelectorAll('button')[c].focus(); });
        th.append(button);
        head.append(th);
      });
      thead.replaceChildren(head);
      const rows = [...data.result];
      if (order[0] >= 0) rows.sort((a, b) => { const [x, y] = [cell(a, order[0]), cell(b, order[0])]; return (x < y ? -1 : x > y ? 1 : 0) * order[1]; });
      body.replaceChildren(...rows.slice(0, MOST_ROWS).map((s) => {
        const row = element('tr');
        row.append(...columns.map((c) => element('td', 'mono', s.metric[c] || '')), element('td', 'num mono pre', shown(s)));
        return row;
      }));
    }
    fill();
    table.append(thead, body);
    wrap.append(table);
    p.out.append(wrap);
    if (data.result.length > MOST_ROWS) p.out.append(element('p', 'hint', text('explore.most', MOST_ROWS, data.result.length)));
  }

  function load() {
    const at = new URLSearchParams(location.search);
    const wanted = at.getAll('q');
    const views = at.getAll('v');
    if (wanted.length === 0) wanted.push('');
    steps.value = at.get('step') || '';
    while (panels.length > wanted.length) { const p = panels.pop(); charts.clear(p.out); p.node.remove(); }
    wanted.forEach((expression, i) => {
      const p = panels[i] || add(expression, views[i]);
      if (p.area.value.trim() !== expression) p.editor.set(expression);
      const view = views[i] === 'table' ? 'table' : 'graph';
      if (p.view !== view) { p.view = view; p.node.querySelectorAll('[data-view]').forEach((b) => b.setAttribute('aria-pressed', String(b.dataset.view === view))); }
    });
    letters();
    if (search) search.value = at.get('lines') || '';
    all(false);
  }

  // Deployments and the like, which mark the graphs of a project.
  async function happened(time) {
    if (!project) return;
    const response = await fetch('/api/v1/projects/' + project + '/annotations?from=' + Math.round(time.from) + '&to=' + Math.round(time.to), { cache: 'no-store' }).catch(() => null);
    const found = response?.ok ? await response.json() : [];
    const bad = ['event:failed', 'event:gate-failed', 'event:rolled-back'];
    events = found.map((e) => ({ ...e, until: e.time, tags: [], colour: charts.css(e.tags.some((t) => bad.includes(t)) ? '--bad' : e.tags.includes('event:deployed') ? '--good' : '--ink-3') }));
  }

  async function all(refresh) {
    const time = range.resolve();
    await happened(time);
    panels.forEach(run);
    if (beside) beside.show(time, refresh).catch(() => { /* the next turn asks again */ });
  }

  document.getElementById('explore-add').addEventListener('click', () => { add('', 'graph').area.focus(); save(); });
  steps.addEventListener('change', () => { save(); panels.forEach(run); });
  search?.addEventListener('change', () => { save(); beside.show(range.resolve(), false); });
  range.onChange((e) => { if (e.refresh) all(true); else load(); });
  load();
  if (!panels[0].area.value) panels[0].area.focus();
})();
