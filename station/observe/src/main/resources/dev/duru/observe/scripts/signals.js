// The signals of an environment by release, and its lines beside them, over one time.
(() => {
  'use strict';
  const { charts, range, text } = window.duru;
  const { element } = charts;
  const root = document.getElementById('signals');
  const project = document.body.dataset.project;
  const environment = root.dataset.environment;
  const base = '/api/v1/projects/' + project;
  const STEPS = 120;
  const MOST_LINES = 100;
  const DASHES = { p50: [2, 3], p99: [6, 4] };
  const BAD = { 'rolled-back': 'bad', 'gate-failed': 'bad', 'alert-firing': 'warn', 'alert-resolved': 'good' };
  const SIGNS = { deployed: '\u25b2 ', rollout: '\u25b3 ', 'rolled-back': '\u21a9 ', 'gate-failed': '\u2715 ', 'alert-firing': '\u26a0 ', 'alert-resolved': '\u2713 ' };
  // The worst last, so that it lies at the foot of a bar.
  const LEVELS = [['', '--off-line'], ['trace', '--line-strong'], ['debug', '--ink-3'], ['info', '--accent'], ['warn', '--series-5'], ['error', '--bad'], ['fatal', '--series-4']];
  let shown = null;

  const ask = async (path, parameters) => {
    const response = await fetch(base + path + '?' + new URLSearchParams({ environment, ...parameters }), { cache: 'no-store' });
    return response.ok ? response.json() : null;
  };
  const iso = (ms) => new Date(ms).toISOString();

  function draw(graph, time) {
    const releases = [...new Set(graph.lines.map((l) => l.release))];
    const markers = graph.markers.map((m) => ({ time: m.timeMillis, label: SIGNS[m.kind] + (m.alert || m.release), tone: BAD[m.kind] }));
    for (const box of root.querySelectorAll('[data-plot]')) {
      const signals = box.dataset.plot.split(' ');
      const lines = graph.lines.filter((l) => signals.includes(l.signal));
      if (lines.length === 0) { charts.clear(box); box.append(element('p', 'muted', text('signals.none'))); continue; }
      charts.draw(box, {
        title: box.dataset.title, from: time.from, to: time.to, times: graph.times.map((t) => t / 1000), unit: box.dataset.unit,
        min: 0, height: 200, sync: 'signals', markers, onZoom: range.setMillis,
        series: lines.map((l) => ({
          name: text('signals.release', l.release) + (signals.length > 1 ? ' ' + l.signal : ''),
          values: l.values, place: releases.indexOf(l.release) % 6, dash: DASHES[l.signal] || null,
        })),
        legend: { calcs: ['lastNotNull', 'mean', 'max'] },
      });
    }
  }

  function drawCounts(counts, time) {
    const card = document.getElementById('signal-logs');
    const any = counts && counts.total > 0;
    card.hidden = !counts || (card.hidden && !any);
    if (card.hidden) return;
    const box = document.getElementById('signal-counts');
    const start = Date.parse(counts.from);
    const step = counts.stepSeconds * 1000;
    const levels = LEVELS.filter(([name]) => counts.levels[name] && counts.levels[name].some((n) => n > 0));
    if (levels.length === 0) { charts.clear(box); box.append(element('p', 'muted', text('signals.nolines'))); return; }
    const size = Math.max(...Object.values(counts.levels).map((v) => v.length));
    charts.draw(box, {
      title: box.dataset.title, from: time.from, to: time.to, times: Array.from({ length: size }, (_, i) => (start + i * step) / 1000),
      min: 0, height: 120, sync: 'signals', onZoom: range.setMillis,
      onPoint: (at) => lines({ from: at, to: at + step - 1 }),
      series: levels.map(([name, colour]) => ({ name: name || text('signals.other'), values: counts.levels[name], style: 'bars', align: 1, fill: 1, stack: 'all', token: colour })),
      legend: { calcs: ['sum'] },
    });
  }

  async function lines(time) {
    const box = document.getElementById('signal-lines');
    const found = await ask('/logs', { from: iso(time.from), to: iso(time.to), limit: MOST_LINES });
    document.getElementById('signal-all').href = '/' + project + '/logs?' + new URLSearchParams({ environment, from: iso(time.from), to: iso(time.to) });
    document.getElementById('signal-when').textContent = range.local(time.from) + ' \u2013 ' + range.local(time.to);
    box.replaceChildren(...(found ? found.lines : []).map((line) => {
      const tone = { fatal: 'log-error', error: 'log-error', warn: 'log-warn', debug: 'log-debug', trace: 'log-debug' }[line.fields.level] || '';
      const row = element('div', 'log-line ' + tone);
      const no = element('a', 'log-no', line.release > 0 ? '#' + line.release : '\u00b7');
      no.href = '/' + project + '/logs/lines/' + line.id;
      row.append(no, element('span', 'log-time', range.local(Date.parse(line.at)).slice(11)), element('span', 'log-text', line.text));
      return row;
    }));
    box.scrollTop = box.scrollHeight;
  }

  let busy = false;
  async function load(refresh) {
    if (busy) return;
    busy = true;
    try {
      const time = range.resolve();
      const [graph, counts] = await Promise.all([
        ask('/graph', { from: time.from / 1000, to: time.to / 1000 }),
        ask('/logs/counts', { from: iso(time.from), to: iso(time.to), steps: STEPS }),
      ]);
      // what is under the pointer or has the focus is left alone
      if (refresh && root.querySelector('.u-over:hover, .u-over:focus')) return;
      if (graph) draw(graph, time);
      drawCounts(counts, time);
      if (!refresh || !shown) { shown = time; await lines(time); }
    } catch (e) {
      // the next turn tries again
    } finally {
      busy = false;
    }
  }
  range.onChange((e) => load(e.refresh));
  load(false);
})();
