// Graphs of the signals page: the drawings that came with the page become live ones.
(() => {
  'use strict';
  const root = document.querySelector('[data-graph]');
  if (!root || !window.uPlot) return;
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const scale = { ms: 1000, '%': 100, '/s': 1 };
  const dashes = { p50: [2, 3], p99: [6, 4] };
  const clock = new Intl.DateTimeFormat(document.documentElement.lang || 'en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  const time = (s) => clock.format(new Date(s * 1000));
  let plots = [];

  function series(graph, signals) {
    const releases = [...new Set(graph.lines.map((l) => l.release))];
    return graph.lines
      .filter((l) => signals.includes(l.signal))
      .map((l) => ({ ...l, colour: css('--series-' + ((releases.indexOf(l.release) % 6) + 1)) }));
  }

  function markers(graph) {
    return {
      hooks: {
        draw: [(u) => {
          const ctx = u.ctx;
          ctx.save();
          ctx.font = Math.round(11 * devicePixelRatio) + 'px sans-serif';
          ctx.textAlign = 'left';
          ctx.textBaseline = 'alphabetic';
          for (const m of graph.markers) {
            const x = Math.round(u.valToPos(m.timeMillis / 1000, 'x', true));
            if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) continue;
            const bad = m.kind === 'rolled-back' || m.kind === 'gate-failed';
            ctx.strokeStyle = ctx.fillStyle = css(bad ? '--bad' : '--ink-3');
            ctx.setLineDash([4, 4]);
            ctx.beginPath();
            ctx.moveTo(x, u.bbox.top);
            ctx.lineTo(x, u.bbox.top + u.bbox.height);
            ctx.stroke();
            ctx.fillText((bad ? '\u21a9 ' : '\u25b2 ') + m.release, x + 4, u.bbox.top + 12 * devicePixelRatio);
          }
          ctx.restore();
        }],
      },
    };
  }

  function draw(graph) {
    plots.forEach((p) => p.destroy());
    plots = [];
    for (const box of root.querySelectorAll('[data-plot]')) {
      const unit = box.dataset.unit;
      const lines = series(graph, box.dataset.plot.split(' '));
      box.textContent = '';
      if (lines.length === 0) {
        box.textContent = root.dataset.none;
        continue;
      }
      const axis = { stroke: css('--ink-3'), grid: { stroke: css('--line'), width: 1 } };
      const options = {
        width: box.clientWidth,
        height: 200,
        plugins: [markers(graph)],
        scales: { y: { range: (u, min, max) => [0, Math.max(max * 1.1, unit === '%' ? 1 : 0.1)] } },
        axes: [{ ...axis, space: 80, values: (u, v) => v.map(time) }, { ...axis, size: 64, values: (u, v) => v.map((n) => +n.toFixed(2) + ' ' + unit) }],
        series: [{ value: (u, v) => (v == null ? '' : time(v)) }, ...lines.map((l) => ({
          label: '#' + l.release + (lines.some((o) => o.signal !== l.signal) ? ' ' + l.signal : ''),
          stroke: l.colour,
          width: 2,
          dash: dashes[l.signal],
          points: { show: false },
          spanGaps: false,
          value: (u, v) => (v == null ? '\u2013' : +v.toFixed(2) + ' ' + unit),
        }))],
      };
      const data = [
        graph.times.map((t) => t / 1000),
        ...lines.map((l) => l.values.map((v) => (v == null ? null : v * scale[unit]))),
      ];
      plots.push(new window.uPlot(options, data, box));
    }
  }

  let last = null;
  let busy = false;
  async function load() {
    if (busy || document.hidden) return;
    busy = true;
    try {
      const response = await fetch(root.dataset.graph, { cache: 'no-store' });
      if (response.ok) draw((last = await response.json()));
    } catch (e) {
      // the next turn tries again
    } finally {
      busy = false;
    }
  }
  load();
  setInterval(load, 3000);
  addEventListener('resize', () => last && draw(last));
  document.addEventListener('duru:theme', () => last && draw(last));
})();
