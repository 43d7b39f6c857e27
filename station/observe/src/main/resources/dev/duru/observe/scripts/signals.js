// The signals of an environment by release, and its lines beside them, over one time.
(() => {
  'use strict';
  const { charts, lines, range, text } = window.duru;
  const { element } = charts;
  const root = document.getElementById('signals');
  const project = document.body.dataset.project;
  const environment = root.dataset.environment;
  const base = '/api/v1/projects/' + project;
  const DASHES = { p50: [2, 3], p99: [6, 4] };
  const BAD = { 'rolled-back': 'bad', 'gate-failed': 'bad', 'alert-firing': 'warn', 'alert-resolved': 'good' };
  const SIGNS = { deployed: '\u25b2 ', rollout: '\u25b3 ', 'rolled-back': '\u21a9 ', 'gate-failed': '\u2715 ', 'alert-firing': '\u26a0 ', 'alert-resolved': '\u2713 ' };
  const beside = lines.beside(document.getElementById('page-lines'), 'signals', () => ({ environment }));

  const ask = async (path, parameters) => {
    const response = await fetch(base + path + '?' + new URLSearchParams({ environment, ...parameters }), { cache: 'no-store' });
    return response.ok ? response.json() : null;
  };

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

  let busy = false;
  let again = false;
  async function load(refresh) {
    // another time was chosen meanwhile: it is asked for as soon as this answer is there
    if (busy) { again = again || !refresh; return; }
    busy = true;
    try {
      const time = range.resolve();
      const [graph] = await Promise.all([ask('/graph', { from: time.from / 1000, to: time.to / 1000 }), beside.show(time, refresh)]);
      // what is under the pointer or has the focus is left alone
      if (refresh && root.querySelector('.u-over:hover, .u-over:focus')) return;
      if (graph) draw(graph, time);
    } catch (e) {
      // the next turn tries again
    } finally {
      busy = false;
      if (again) { again = false; load(false); }
    }
  }
  range.onChange((e) => load(e.refresh));
  load(false);
})();
