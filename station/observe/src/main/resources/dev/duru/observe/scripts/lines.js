// Lines beside graphs on one time axis: how many of each level, and the lines of the time that the graphs show.
(() => {
  'use strict';
  const duru = (window.duru = window.duru || {});
  const { charts, range, text } = duru;
  const { element } = charts;
  const project = document.body.dataset.project;
  const base = '/api/v1/projects/' + project;
  const STEPS = 120;
  const MOST_LINES = 100;
  // The worst last, so that it lies at the foot of a bar.
  const LEVELS = [['', '--off-line'], ['trace', '--line-strong'], ['debug', '--ink-3'], ['info', '--accent'], ['warn', '--series-5'], ['error', '--bad'], ['fatal', '--series-4']];
  const TONES = { fatal: 'log-error', error: 'log-error', warn: 'log-warn', debug: 'log-debug', trace: 'log-debug' };
  const iso = (ms) => new Date(ms).toISOString();

  async function ask(path, parameters) {
    const response = await fetch(base + path + '?' + new URLSearchParams(parameters), { cache: 'no-store' });
    return response.ok ? response.json() : null;
  }

  // The card stays away as long as nothing was ever said. narrow gives what the lines are narrowed to; sync is the key of the graphs.
  function beside(card, sync, narrow) {
    const part = (name) => card.querySelector('[data-part="' + name + '"]');
    let shown = null;

    async function lines(time) {
      const box = part('lines');
      const found = await ask('/logs', { ...narrow(), from: iso(time.from), to: iso(time.to), limit: MOST_LINES });
      part('all').href = '/' + project + '/logs?' + new URLSearchParams({ ...narrow(), from: iso(time.from), to: iso(time.to) });
      part('when').textContent = range.local(time.from) + ' \u2013 ' + range.local(time.to);
      box.replaceChildren(...(found ? found.lines : []).map((line) => {
        const row = element('div', 'log-line ' + (TONES[line.fields.level] || ''));
        const no = element('a', 'log-no', line.release > 0 ? '#' + line.release : '\u00b7');
        no.href = '/' + project + '/logs/lines/' + line.id;
        row.append(no, element('span', 'log-time', range.local(Date.parse(line.at)).slice(11)), element('span', 'log-text', line.text));
        return row;
      }));
      box.scrollTop = box.scrollHeight;
    }

    function draw(counts, time) {
      const any = counts && counts.total > 0;
      card.hidden = !counts || (card.hidden && !any);
      if (card.hidden) return;
      const box = part('counts');
      const start = Date.parse(counts.from);
      const step = counts.stepSeconds * 1000;
      const levels = LEVELS.filter(([name]) => counts.levels[name] && counts.levels[name].some((n) => n > 0));
      if (levels.length === 0) { charts.clear(box); box.append(element('p', 'muted', text('signals.nolines'))); return; }
      const size = Math.max(...Object.values(counts.levels).map((v) => v.length));
      charts.draw(box, {
        title: box.dataset.title, from: time.from, to: time.to, times: Array.from({ length: size }, (_, i) => (start + i * step) / 1000),
        min: 0, height: 120, sync, onZoom: range.setMillis,
        onPoint: (at) => lines({ from: at, to: at + step - 1 }),
        series: levels.map(([name, colour]) => ({ name: name || text('signals.other'), values: counts.levels[name], style: 'bars', align: 1, fill: 1, stack: 'all', token: colour })),
        legend: { calcs: ['sum'] },
      });
    }

    // refresh: the same question again, which leaves alone what is being read.
    async function show(time, refresh) {
      const counts = await ask('/logs/counts', { ...narrow(), from: iso(time.from), to: iso(time.to), steps: STEPS });
      if (refresh && card.querySelector('.u-over:hover, .u-over:focus')) return;
      draw(counts, time);
      if (!card.hidden && (!refresh || !shown)) { shown = time; await lines(time); }
    }
    return { show };
  }

  duru.lines = { beside };
})();
