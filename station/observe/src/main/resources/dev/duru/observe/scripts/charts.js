// Graphs over time: lines, bars, points and stacks, with a tooltip, a legend of figures, marks, ranges by mouse and keys, and
// the same values as a table for those who cannot see the drawing.
(() => {
  'use strict';
  const duru = (window.duru = window.duru || {});
  const lang = document.documentElement.lang || 'en';
  const MOST_ROWS = 500;
  const MOST_IN_TIP = 12;
  // As many points as this are drawn straight, with the least and the greatest of each pixel.
  const DENSE = 2000;
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const DASHES = [undefined, [7, 4], [2, 3], [9, 3, 2, 3]];

  function element(tag, name, text) {
    const e = document.createElement(tag);
    if (name) e.className = name;
    if (text !== undefined) e.textContent = text;
    return e;
  }

  // The colours of the theme first, then the same with other dashes, so that no two near ones look alike.
  const look = (i) => ({ colour: css('--series-' + ((i % 6) + 1)), dash: DASHES[Math.floor(i / 6) % DASHES.length] });

  // A piece of the line, as it is drawn.
  function swatch(s) {
    const key = element('i', 'graph-key');
    const [on, off] = s.dash || [1, 0];
    key.style.background = off ? 'repeating-linear-gradient(90deg, ' + s.colour + ' 0 ' + on + 'px, transparent ' + on + 'px ' + (on + off) + 'px)' : s.colour;
    return key;
  }

  const clocks = {};
  function clock(ms, options) {
    const key = JSON.stringify(options);
    clocks[key] = clocks[key] || new Intl.DateTimeFormat(lang, { hourCycle: 'h23', ...options });
    return clocks[key].format(ms);
  }

  function ticks(u, values, axis, space, increment) {
    let day = '';
    return values.map((s) => {
      const d = new Date(s * 1000);
      if (increment >= 86400) return clock(d, { month: 'short', day: 'numeric' });
      const now = d.toDateString();
      const changed = day !== '' && day !== now;
      day = now;
      if (changed || (d.getHours() === 0 && d.getMinutes() === 0 && d.getSeconds() === 0)) return clock(d, { month: 'short', day: 'numeric' });
      return clock(d, increment < 60 ? { hour: '2-digit', minute: '2-digit', second: '2-digit' } : { hour: '2-digit', minute: '2-digit' });
    });
  }

  // A value that has a gap on both sides would be invisible as a line.
  function lonely(u, si, show) {
    if (show) return null;
    const y = u.data[si];
    const [from, to] = u.series[0].idxs;
    const found = [];
    for (let i = from; i <= to; i++) if (y[i] != null && y[i - 1] == null && y[i + 1] == null) found.push(i);
    return found.length ? found : null;
  }

  // Of points that would lie on one another, one is enough.
  function apart(u, si, show) {
    const y = u.data[si];
    const [from, to] = u.series[0].idxs;
    const seen = new Set();
    const found = [];
    for (let i = from; show && i <= to; i++) {
      if (y[i] == null) continue;
      const at = Math.round(u.valToPos(u.data[0][i], 'x', true)) * 65536 + Math.round(u.valToPos(y[i], u.series[si].scale, true));
      if (!seen.has(at)) { seen.add(at); found.push(i); }
    }
    return found;
  }

  function alpha(colour, share) {
    const hex = /^#([0-9a-f]{6})$/i.exec(colour);
    return hex ? colour + Math.round(share * 255).toString(16).padStart(2, '0') : 'color-mix(in srgb, ' + colour + ' ' + Math.round(share * 100) + '%, transparent)';
  }

  // Values as they are drawn: those of a stack lie on those before them.
  function stacked(series, times) {
    const sums = {};
    const one = (s) => {
      if (s.at !== undefined) return s.values.map((v) => (v || (s.zero && v === 0) ? s.at : null));
      if (!s.stack || s.hidden) return s.values;
      const sum = (sums[s.stack] = sums[s.stack] || new Float64Array(times.length));
      return s.values.map((v, i) => (v == null ? null : (sum[i] += v)));
    };
    // bars hide what was drawn before them: the highest comes first
    return series.some((s) => s.style === 'bars') ? series.toReversed().map(one).toReversed() : series.map(one);
  }

  function bands(series) {
    const last = {};
    const found = [];
    series.forEach((s, i) => {
      if (!s.stack || s.hidden || s.style === 'bars') return;
      if (last[s.stack] !== undefined) found.push({ series: [i + 1, last[s.stack]] });
      last[s.stack] = i + 1;
    });
    return found;
  }

  function markers(spec) {
    return (u) => {
      const { ctx, bbox } = u;
      const ratio = devicePixelRatio;
      ctx.save();
      ctx.font = Math.round(11 * ratio) + 'px sans-serif';
      ctx.textAlign = 'left';
      ctx.textBaseline = 'alphabetic';
      for (const t of spec.thresholds || []) {
        const y = Math.round(u.valToPos(t.value, 'y', true));
        if (y < bbox.top || y > bbox.top + bbox.height) continue;
        ctx.strokeStyle = t.colour;
        ctx.setLineDash([6 * ratio, 4 * ratio]);
        ctx.beginPath();
        ctx.moveTo(bbox.left, y);
        ctx.lineTo(bbox.left + bbox.width, y);
        ctx.stroke();
      }
      let taken = -Infinity;
      for (const m of spec.markers || []) {
        const x = Math.round(u.valToPos(m.time / 1000, 'x', true));
        if (x < bbox.left || x > bbox.left + bbox.width) continue;
        ctx.strokeStyle = ctx.fillStyle = css(m.tone === 'bad' ? '--bad' : m.tone === 'good' ? '--good' : m.tone === 'warn' ? '--warn' : '--ink-3');
        ctx.setLineDash([4 * ratio, 4 * ratio]);
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
        const width = ctx.measureText(m.label).width + 8 * ratio;
        const at = x + width < bbox.left + bbox.width ? x : x - width;
        if (at > taken) {
          ctx.fillText(m.label, at + 4 * ratio, bbox.top + 12 * ratio);
          taken = at + width;
        }
      }
      ctx.restore();
    };
  }

  // What happened meanwhile: a line where it began, with a foot, and a shade for as long as it went on.
  function happened(spec) {
    return (u) => {
      if (!spec.events || spec.events.length === 0) return;
      const { ctx, bbox } = u;
      const ratio = devicePixelRatio;
      const foot = bbox.top + bbox.height;
      ctx.save();
      ctx.beginPath();
      ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height + 8 * ratio);
      ctx.clip();
      for (const e of spec.events) {
        const [x, end] = [e.time, e.until].map((t) => Math.round(u.valToPos(t / 1000, 'x', true)));
        ctx.strokeStyle = ctx.fillStyle = e.colour;
        if (end - x > 2) { ctx.globalAlpha = 0.12; ctx.fillRect(x, bbox.top, end - x, bbox.height); ctx.globalAlpha = 1; }
        ctx.setLineDash([4 * ratio, 4 * ratio]);
        ctx.lineWidth = ratio;
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, foot);
        ctx.stroke();
        ctx.beginPath();
        ctx.moveTo(x - 4 * ratio, foot + 6 * ratio);
        ctx.lineTo(x, foot);
        ctx.lineTo(x + 4 * ratio, foot + 6 * ratio);
        ctx.fill();
      }
      ctx.restore();
    };
  }

  function near(spec, u, left) {
    return (spec.events || []).filter((e) => { const [a, b] = [e.time, e.until].map((t) => u.valToPos(t / 1000, 'x')); return left > a - 6 && left < b + 6; });
  }

  function tooltip(spec, figures) {
    const tip = element('div', 'graph-tip');
    tip.hidden = true;
    return {
      tip,
      move: (u) => {
        const { left, top, idx } = u.cursor;
        if (idx == null || left < 0 || !u.over.matches(':hover, :focus')) { tip.hidden = true; return; }
        const rows = [];
        spec.series.forEach((s, i) => {
          const value = s.values[idx];
          if (value != null && u.data[i + 1][idx] != null && u.series[i + 1].show) rows.push({ s, value, far: Math.abs(u.valToPos(u.data[i + 1][idx], u.series[i + 1].scale) - top) });
        });
        rows.sort((a, b) => a.far - b.far);
        tip.textContent = '';
        tip.append(element('p', 'graph-tip-time', duru.range.local(u.data[0][idx] * 1000)));
        rows.slice(0, MOST_IN_TIP).forEach((row, i) => {
          const line = element('p', i === 0 && rows.length > 1 ? 'is-near' : '');
          line.append(swatch(row.s), element('span', '', row.s.name), element('b', '', figures(row.value, row.s)));
          tip.append(line);
        });
        if (rows.length > MOST_IN_TIP) tip.append(element('p', 'muted', '+' + (rows.length - MOST_IN_TIP)));
        const events = near(spec, u, left).slice(0, 4);
        for (const e of events) {
          const line = element('p', 'graph-tip-event');
          const key = element('i', 'graph-key');
          key.style.background = e.colour;
          line.append(key, element('span', '', [e.title, e.text, (e.tags || []).join(', ')].filter(Boolean).join(' \u00b7 ')));
          tip.append(line);
        }
        tip.hidden = rows.length === 0 && events.length === 0;
        const box = u.root.parentElement.getBoundingClientRect();
        const over = u.over.getBoundingClientRect();
        const right = left > over.width / 2;
        tip.style.left = right ? 'auto' : over.left - box.left + left + 14 + 'px';
        tip.style.right = right ? box.right - over.left - left + 14 + 'px' : 'auto';
        tip.style.top = Math.max(0, Math.min(top, over.height - tip.offsetHeight)) + 'px';
      },
    };
  }

  // Left and right move the cursor, with shift they choose a range, Enter shows it; Escape lets go.
  function keys(u, spec, tell) {
    let anchor = null;
    u.over.tabIndex = 0;
    u.over.setAttribute('role', 'application');
    u.over.setAttribute('aria-label', spec.title + '. ' + duru.text('graph.keys'));
    const select = (a, b) => {
      const x = [u.valToPos(u.data[0][a], 'x'), u.valToPos(u.data[0][b], 'x')].sort((p, q) => p - q);
      u.setSelect({ left: x[0], width: x[1] - x[0], top: 0, height: u.over.clientHeight }, false);
    };
    u.over.addEventListener('keydown', (e) => {
      const last = u.data[0].length - 1;
      let at = u.cursor.idx ?? last;
      const step = e.ctrlKey ? Math.ceil(last / 20) : 1;
      if (e.key === 'ArrowLeft') at -= step;
      else if (e.key === 'ArrowRight') at += step;
      else if (e.key === 'Home') at = 0;
      else if (e.key === 'End') at = last;
      else if (e.key === 'Escape') { anchor = null; u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false); return; }
      else if (e.key === 'Enter' && anchor !== null && anchor !== at && spec.onZoom) {
        spec.onZoom(...[u.data[0][anchor], u.data[0][at]].sort((p, q) => p - q).map((s) => s * 1000));
        return;
      } else return;
      e.preventDefault();
      if (e.shiftKey && anchor === null) anchor = u.cursor.idx ?? last;
      if (!e.shiftKey) anchor = null;
      at = Math.min(last, Math.max(0, at));
      u.setCursor({ left: u.valToPos(u.data[0][at], 'x'), top: u.over.clientHeight / 2 });
      if (anchor !== null) select(anchor, at);
      tell(at);
    });
  }

  const CALCS = duru.calcs;

  function legend(spec, figures, state) {
    const calcs = spec.legend.calcs || [];
    const wrap = element('div', 'graph-legend-wrap' + (spec.legend.inline ? ' is-inline' : spec.series.length > 8 ? ' is-long' : ''));
    const table = element('table', 'graph-legend-table');
    table.append(element('caption', 'sr-only', spec.title));
    const head = element('tr');
    head.append(element('th', '', duru.text('graph.series')), ...calcs.map((c) => element('th', 'num', duru.words['calc.' + c] || c)));
    const thead = element('thead', calcs.length ? '' : 'sr-only');
    thead.append(head);
    const body = element('tbody');
    spec.series.forEach((s, i) => {
      if (s.noLegend) return;
      const row = element('tr');
      const button = element('button', 'graph-switch');
      button.type = 'button';
      button.setAttribute('aria-pressed', String(!s.hidden));
      button.append(swatch(s), element('span', '', s.name));
      button.title = s.name;
      button.addEventListener('click', (e) => state.toggle(i, e.ctrlKey || e.metaKey || e.altKey));
      const th = element('th');
      th.scope = 'row';
      th.append(button);
      row.append(th, ...calcs.map((c) => element('td', 'num', figures((CALCS[c] || CALCS.lastNotNull)(s.values), s))));
      body.append(row);
    });
    table.append(thead, body);
    wrap.append(table);
    return wrap;
  }

  function table(spec, figures) {
    const details = element('details', 'graph-data');
    details.append(element('summary', '', duru.text('graph.table')));
    details.addEventListener('toggle', () => {
      if (!details.open || details.querySelector('table')) return;
      const wrap = element('div', 'table-wrap');
      const table = element('table', 'table table-small');
      const head = element('tr');
      head.append(element('th', '', duru.text('graph.time')), ...spec.series.map((s) => element('th', 'num', s.name)));
      const thead = element('thead');
      thead.append(head);
      const body = element('tbody');
      let rows = 0;
      for (let i = spec.times.length - 1; i >= 0 && rows < MOST_ROWS; i--) {
        if (spec.series.every((s) => s.values[i] == null)) continue;
        const row = element('tr');
        row.append(element('th', 'nowrap', duru.range.local(spec.times[i] * 1000)), ...spec.series.map((s) => element('td', 'num', s.values[i] == null ? '' : figures(s.values[i], s))));
        body.append(row);
        rows++;
      }
      table.append(thead, body);
      wrap.append(table);
      details.append(wrap);
      if (rows === MOST_ROWS) details.append(element('p', 'hint', duru.text('graph.newest', MOST_ROWS)));
    });
    return details;
  }

  function scale(min, max, soft) {
    return (u, low, high) => {
      if (low == null) return [min ?? 0, max ?? 1];
      let from = min ?? (soft === false ? low : Math.min(0, low));
      let to = max ?? high;
      if (min == null && max == null && soft !== false && low > 0 && (high - low) < low * 0.2) from = low - (high - low) * 0.2;
      if (from === to) { from -= Math.abs(from) * 0.1 || (min == null && from < 0 ? 1 : 0); to += Math.abs(to) * 0.1 || 1; }
      const room = (to - from) * 0.05;
      return [min ?? (from < 0 || from > 0 ? from - room : from), max ?? to + room];
    };
  }

  const paths = () => window.uPlot.paths;
  function drawn(s) {
    const width = s.width ?? 1.6;
    const common = { label: s.name, show: !s.hidden, scale: s.axis === 'right' ? 'y2' : 'y', stroke: s.colour, width, dash: s.dash || undefined, spanGaps: !!s.span, points: { show: false, filter: lonely, size: Math.max(5, width * 2.5) } };
    if (s.fill) common.fill = alpha(s.colour, s.fill);
    // what is drawn elsewhere has a place for the cursor only
    if (s.at !== undefined) return { ...common, width: 0, paths: () => null, points: { show: false } };
    if (s.style === 'bars') return { ...common, fill: alpha(s.colour, s.fill || 0.7), width: 0, paths: paths().bars({ size: [0.85, 60], align: s.align || 0 }) };
    if (s.style === 'points') return { ...common, width: 0, paths: () => null, points: { show: true, size: s.points || 5, filter: apart } };
    if (s.style === 'step') return { ...common, paths: paths().stepped({ align: 1 }) };
    if (s.style === 'smooth' && s.values.length < DENSE) return { ...common, paths: paths().spline() };
    return common;
  }

  function options(spec, box, height, figures, tip) {
    const axis = { stroke: css('--ink-3'), grid: { stroke: css('--line'), width: 1 }, ticks: { stroke: css('--line'), width: 1 }, font: '12px sans-serif' };
    const side = (unit, decimals) => ({
      ...axis,
      space: 24,
      size: (u, values) => Math.max(40, 18 + 6.8 * Math.max(0, ...(values || []).map((v) => v.length))),
      values: (u, v) => {
        const shown = (places) => v.map((n) => (n == null ? '' : duru.units.format(n, unit, places)));
        const wished = shown(decimals);
        // so few decimals that two ticks read alike are not what was meant
        return wished.some((t, i) => i > 0 && t !== '' && t === wished[i - 1]) ? shown(undefined) : wished;
      },
    });
    const right = spec.series.find((s) => s.axis === 'right');
    const left = spec.series.find((s) => s.axis !== 'right');
    const log = spec.log ? { distr: 3, log: spec.log } : {};
    return {
      width: Math.max(120, box.clientWidth),
      height,
      cursor: {
        drag: { x: true, y: false, setScale: false },
        sync: spec.sync ? { key: spec.sync, setSeries: false } : undefined,
        points: { size: 6 },
      },
      legend: { show: false },
      scales: {
        x: { time: true, range: () => [spec.from / 1000, spec.to / 1000] },
        y: { ...log, range: spec.log ? undefined : scale(spec.min, spec.max, spec.zero) },
        ...(right ? { y2: { range: scale(spec.min2, spec.max2) } } : {}),
      },
      axes: [
        { ...axis, size: 30, space: 70, values: ticks },
        { ...side(left ? left.unit ?? spec.unit : spec.unit, spec.decimals), ...(spec.ticks ? { splits: () => spec.ticks, values: (u, v) => v.map(spec.tick) } : {}), scale: 'y', label: spec.label || undefined, labelSize: 18, labelFont: '12px sans-serif' },
        ...(right ? [{ ...side(right.unit ?? spec.unit, spec.decimals), scale: 'y2', side: 1, grid: { show: false } }] : []),
      ],
      bands: bands(spec.series),
      series: [{}, ...spec.series.map(drawn)],
      hooks: {
        drawAxes: spec.under ? [spec.under] : [],
        draw: [markers(spec), happened(spec)],
        setCursor: [tip.move],
        setSelect: [(u) => {
          if (u.select.width < 4 || !spec.onZoom) return;
          const from = u.posToVal(u.select.left, 'x') * 1000;
          const to = u.posToVal(u.select.left + u.select.width, 'x') * 1000;
          u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
          spec.onZoom(from, to);
        }],
      },
    };
  }

  const alive = new Map();

  /**
   * Draws into a box what was there before or not. spec: title, from and to (ms), times (s), series (name, values with null for
   * none, and how each looks), unit, decimals, min, max, log, markers, thresholds, legend {calcs}, onZoom(from, to), sync, height.
   */
  function draw(box, spec) {
    const old = alive.get(box);
    if (old) old.destroy();
    box.textContent = '';
    box.classList.add('graph-box');
    spec.series.forEach((s, i) => {
      const standard = look(s.place ?? i);
      s.own = s.own ?? !!s.colour;
      if (s.token) s.colour = css(s.token);
      else if (!s.own) s.colour = standard.colour;
      if (s.dash === undefined && !s.own) s.dash = standard.dash;
    });
    const figures = (value, s) => (value === undefined ? '\u2013' : spec.show ? spec.show(value, s) : duru.units.format(value, s.unit ?? spec.unit, s.decimals ?? spec.decimals));
    const canvas = element('div', 'graph-area');
    const said = element('p', 'sr-only');
    said.setAttribute('aria-live', 'polite');
    box.append(canvas, said);
    const tip = tooltip(spec, figures);
    const height = spec.height || 220;
    const u = new window.uPlot(options(spec, canvas, height, figures, tip), [spec.times, ...stacked(spec.series, spec.times)], canvas);
    canvas.append(tip.tip);
    u.over.addEventListener('mouseleave', () => { tip.tip.hidden = true; });
    u.over.addEventListener('blur', () => { tip.tip.hidden = true; });
    keys(u, spec, (at) => {
      said.textContent = duru.range.local(spec.times[at] * 1000) + ': ' + spec.series.filter((s) => !s.hidden && s.values[at] != null).slice(0, MOST_IN_TIP).map((s) => s.name + ' ' + figures(s.values[at], s)).join(', ');
    });
    if (spec.onPoint) u.over.addEventListener('click', () => { if (u.cursor.idx != null) spec.onPoint(spec.times[u.cursor.idx] * 1000); });
    if (spec.legend && spec.series.length) box.append(legend(spec, figures, { toggle: (i, alone) => toggle(box, spec, i, alone) }));
    if (spec.series.length && !spec.bare) box.append(table(spec, figures));
    const resize = new ResizeObserver(() => {
      const width = canvas.clientWidth;
      if (width > 0 && Math.abs(width - u.width) > 1) u.setSize({ width, height });
    });
    resize.observe(canvas);
    alive.set(box, { spec, u, destroy: () => { resize.disconnect(); u.destroy(); alive.delete(box); } });
    return u;
  }

  // Hides or shows one; alone: hides all others, or shows all again.
  function toggle(box, spec, i, alone) {
    if (alone) {
      const only = spec.series.every((s, k) => (k === i ? !s.hidden : s.hidden));
      spec.series.forEach((s, k) => { s.hidden = only ? false : k !== i; });
    } else spec.series[i].hidden = !spec.series[i].hidden;
    const scrolled = box.querySelector('.graph-legend-wrap')?.scrollTop;
    draw(box, spec);
    box.querySelectorAll('.graph-switch')[i]?.focus({ preventScroll: true });
    if (scrolled) box.querySelector('.graph-legend-wrap').scrollTop = scrolled;
  }

  function clear(box) {
    for (const [each, old] of [...alive]) if (box.contains(each)) old.destroy();
    box.textContent = '';
  }

  document.addEventListener('duru:theme', () => { for (const [box, { spec }] of [...alive]) if (box.isConnected) draw(box, spec); });

  // The series of a range query, put on one grid of times; missing samples become null.
  function grid(result, from, to, step) {
    const count = Math.floor((to - from) / step) + 1;
    const times = Array.from({ length: count }, (_, i) => (from + i * step) / 1000);
    const values = result.map((series) => {
      const all = new Array(count).fill(null);
      for (const [t, v] of series.values || []) {
        const i = Math.round((t * 1000 - from) / step);
        if (i >= 0 && i < count) { const n = +v; if (Number.isFinite(n)) all[i] = n; }
      }
      for (const [t, h] of series.histograms || []) {
        const i = Math.round((t * 1000 - from) / step);
        if (i >= 0 && i < count) all[i] = +h.count;
      }
      return all;
    });
    return { times, values };
  }

  // A step that gives about so many points, of those that people like.
  const NICE = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];
  function niceStep(length, points) {
    const wanted = length / 1000 / Math.max(1, points);
    return (NICE.find((s) => s >= wanted) || Math.ceil(wanted / 86400) * 86400) * 1000;
  }

  // 1, 2 or 5 times a power of ten, not less than a number.
  function niceNumber(n) {
    const power = 10 ** Math.floor(Math.log10(n));
    return ([1, 2, 5].find((f) => f * power >= n * 0.999) || 10) * power;
  }

  duru.charts = { draw, clear, grid, niceStep, niceNumber, element, css, calcs: CALCS, alpha };
})();
