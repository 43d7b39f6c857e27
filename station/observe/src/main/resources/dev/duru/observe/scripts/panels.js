// The kinds of panels of a dashboard: each draws an answer of the server into a box.
(() => {
  'use strict';
  const duru = (window.duru = window.duru || {});
  const { charts, fields, range, text, query } = duru;
  const { element } = charts;
  const { is } = fields;
  const MOST_ROWS = 1000;
  const SVG = 'http://www.w3.org/2000/svg';

  function shape(name, attributes) {
    const e = document.createElementNS(SVG, name);
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
    return e;
  }

  // All series on one grid of times; those of other steps fall into the places next to theirs.
  function grid(answer) {
    const count = Math.max(1, Math.floor((answer.to - answer.start) / answer.step) + 1);
    const times = Array.from({ length: count }, (_, i) => (answer.start + i * answer.step) / 1000);
    const rows = answer.series.map((s) => {
      const all = new Array(count).fill(null);
      s.times.forEach((t, i) => { const at = Math.round((t - answer.start) / answer.step); if (at >= 0 && at < count) all[at] = s.values[i]; });
      return all;
    });
    return { times, rows };
  }

  const named = (c, s) => c.displayName ? c.displayName.replace(/\$\{__field\.labels\.(\w+)\}/g, (all, l) => s.labels[l] || '').replace(/\$\{__(series|field)\.(name|displayName)\}/g, s.name) : s.name;

  function style(c, s, i) {
    const custom = c.custom;
    const own = c.color?.mode === 'fixed' && c.color.fixedColor ? fields.colour(c.color.fixedColor) : c.color?.mode === 'thresholds' ? fields.toneOf(c, charts.calcs.lastNotNull(s.values)) : undefined;
    const kind = custom.drawStyle === 'bars' ? 'bars' : custom.drawStyle === 'points' ? 'points' : /^step/.test(custom.lineInterpolation || '') ? 'step' : custom.lineInterpolation === 'smooth' ? 'smooth' : 'line';
    const dash = is(custom.lineStyle) && custom.lineStyle.fill !== 'solid' && Array.isArray(custom.lineStyle.dash) ? custom.lineStyle.dash.map(Number) : undefined;
    return {
      style: kind, colour: own || undefined, dash, place: i, width: Math.min(6, Number(custom.lineWidth ?? 1.4)) || 0.001, fill: Math.min(1, (Number(custom.fillOpacity) || 0) / 100) || 0,
      stack: custom.stacking?.mode === 'normal' || custom.stacking?.mode === 'percent' ? String(custom.stacking.group || 'A') : undefined,
      span: custom.spanNulls === true || custom.spanNulls > 0, axis: custom.axisPlacement === 'right' ? 'right' : undefined,
      unit: c.unit, decimals: c.decimals ?? undefined, hidden: custom.hideFrom?.viz === true, noLegend: custom.hideFrom?.legend === true,
    };
  }

  function series(panel, answer, box, room) {
    if (!answer.series?.length) { table(panel, answer, box); return; }
    const { times, rows } = grid(answer);
    const configs = answer.series.map((s) => fields.config(panel, { name: s.name, refId: s.refId, type: 'number' }));
    const all = answer.series.map((s, i) => ({ ...style(configs[i], s, i), name: named(configs[i], s), values: configs[i].custom.transform === 'negative-Y' ? rows[i].map((v) => (v == null ? null : -v)) : rows[i] }));
    const percent = configs.some((c) => c.custom.stacking?.mode === 'percent');
    if (percent) for (let k = 0; k < times.length; k++) {
      const sum = all.reduce((n, s) => n + (s.values[k] || 0), 0);
      all.forEach((s) => { if (s.values[k] != null && sum) s.values[k] = (s.values[k] / sum) * 100; });
    }
    // shares are told as shares, whatever the values themselves are
    if (percent) all.forEach((s) => { s.unit = 'percent'; s.decimals = undefined; });
    const base = fields.config(panel, {});
    const legend = is(panel.options?.legend) ? panel.options.legend : {};
    const shown = legend.showLegend !== false && legend.displayMode !== 'hidden' && all.length > 0;
    const asTable = legend.displayMode === 'table';
    const style_ = base.custom.thresholdsStyle?.mode;
    const thresholds = style_ && style_ !== 'off' ? fields.steps(base).filter((s) => typeof s.value === 'number').map((s) => ({ value: s.value, colour: fields.colour(s.color) })) : [];
    const log = base.custom.scaleDistribution?.type === 'log' ? Number(base.custom.scaleDistribution.log) || 10 : 0;
    const below = shown ? (asTable ? Math.min(all.length * 22 + 24, room * 0.4) : Math.min(2, Math.ceil(all.length / 5)) * 24) : 0;
    charts.draw(box, {
      title: answer.title, from: answer.from, to: answer.to, times, series: all, events: answer.events, unit: percent ? 'percent' : base.unit, decimals: base.decimals ?? undefined,
      min: base.min ?? undefined, max: base.max ?? (percent ? 100 : undefined), log, thresholds, label: base.custom.axisLabel,
      zero: false, height: Math.max(90, room - below - 26), sync: 'dashboard', onZoom: range.setMillis,
      legend: shown ? { calcs: asTable ? (Array.isArray(legend.calcs) ? legend.calcs : []) : [], inline: !asTable } : undefined,
    });
  }

  // One value for each series, or for each row of a table; what stat, gauge and bar gauge show.
  function values(panel, answer) {
    const reduce = is(panel.options?.reduceOptions) ? panel.options.reduceOptions : {};
    const calc = charts.calcs[reduce.calcs?.[0]] || charts.calcs.lastNotNull;
    const found = answer.series.map((s) => ({ name: s.name, refId: s.refId, labels: s.labels, value: calc(s.values), times: s.times, values: s.values }));
    const table = answer.table || {};
    for (const [name, cells] of Object.entries(table)) {
      if (name === 'Time' || !cells.some((v) => typeof v === 'number')) continue;
      const texts = Object.entries(table).filter(([n, c]) => n !== 'Time' && c.some((v) => typeof v === 'string'));
      if (reduce.values) cells.forEach((v, i) => found.push({ name: texts.map(([, c]) => c[i]).join(' ') || name, refId: '', labels: {}, value: v, times: [], values: [v] }));
      else found.push({ name, refId: name.replace('Value #', ''), labels: {}, value: calc(cells), times: [], values: cells });
    }
    return found.map((v) => { const c = fields.config(panel, { name: v.name, refId: v.refId, type: 'number' }); return { ...v, config: c, title: named(c, v) }; });
  }

  function spark(v, width, height) {
    const points = v.values.map((y, i) => [v.times[i], y]).filter(([, y]) => y != null);
    if (points.length < 2) return null;
    const [x0, x1] = [points[0][0], points.at(-1)[0]];
    const ys = points.map(([, y]) => y);
    const [low, high] = [Math.min(...ys), Math.max(...ys)];
    const at = ([x, y]) => ((x - x0) / (x1 - x0 || 1)) * width + ' ' + (height - 2 - ((y - low) / (high - low || 1)) * (height - 4));
    const line = 'M' + points.map(at).join('L');
    const svg = shape('svg', { viewBox: '0 0 ' + width + ' ' + height, class: 'dash-spark', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
    svg.append(shape('path', { d: line + 'L' + width + ' ' + height + 'L0 ' + height + 'Z', class: 'dash-spark-area' }), shape('path', { d: line, class: 'dash-spark-line' }));
    return svg;
  }

  function stat(panel, answer, box) {
    const all = values(panel, answer);
    const o = panel.options || {};
    const wrap = element('div', 'dash-stats');
    const single = all.length === 1;
    for (const v of all) {
      const tone = fields.toneOf(v.config, v.value);
      const mode = o.colorMode || 'value';
      const cell = element('div', 'dash-stat' + (mode.startsWith('background') && tone ? ' is-filled' : ''));
      if (tone) cell.style.setProperty('--tone', tone);
      if (mode === 'none') cell.style.removeProperty('--tone');
      const name = o.textMode === 'name' || o.textMode === 'value_and_name' || ((!o.textMode || o.textMode === 'auto') && !single);
      if (name) cell.append(element('span', 'dash-stat-name', v.title));
      if (o.textMode === 'name') cell.lastChild.className = 'dash-stat-value';
      else if (o.textMode !== 'none') {
        const [number, unit] = fields.parts(v.config, v.value);
        const big = element('span', 'dash-stat-value', number);
        big.style.setProperty('--letters', number.length + unit.length * 0.65);
        big.append(element('small', '', unit));
        cell.append(big);
      }
      if ((o.graphMode || 'area') !== 'none') { const s = spark(v, 200, 40); if (s) cell.append(s); }
      wrap.append(cell);
    }
    box.append(wrap);
  }

  const ends = (c) => { const low = c.min ?? 0; return [low, c.max ?? (c.unit === 'percentunit' ? 1 : 100)]; };

  function gauge(panel, answer, box) {
    const wrap = element('div', 'dash-stats');
    const all = values(panel, answer);
    for (const v of all) {
      const [low, high] = ends(v.config);
      const share = typeof v.value === 'number' ? Math.min(1, Math.max(0, (v.value - low) / (high - low || 1))) : 0;
      const svg = shape('svg', { viewBox: '0 0 120 78', class: 'dash-gauge', role: 'img', 'aria-label': v.title + ' ' + fields.text(v.config, v.value) });
      const point = (s, r) => { const a = Math.PI * (1 + s); return (60 + r * Math.cos(a)).toFixed(2) + ' ' + (62 + r * Math.sin(a)).toFixed(2); };
      const arc = (a, b, r) => 'M' + point(a, r) + 'A' + r + ' ' + r + ' 0 0 1 ' + point(b, r);
      svg.append(shape('path', { d: arc(0, 1, 46), class: 'dash-gauge-rail' }));
      if (share > 0) { const p = shape('path', { d: arc(0, share, 46), class: 'dash-gauge-fill' }); p.style.stroke = fields.toneOf(v.config, v.value) || 'var(--accent)'; svg.append(p); }
      const rim = fields.steps(v.config).filter((s) => typeof s.value === 'number' || s.value === null);
      rim.forEach((s, i) => {
        const to = (x) => Math.min(1, Math.max(0, v.config.thresholds.mode === 'percentage' ? x / 100 : (x - low) / (high - low || 1)));
        const [a, b] = [s.value === null ? 0 : to(s.value), i + 1 < rim.length ? to(rim[i + 1].value) : 1];
        if (b > a) { const p = shape('path', { d: arc(a, b, 56), class: 'dash-gauge-rim' }); p.style.stroke = fields.colour(s.color); svg.append(p); }
      });
      const label = shape('text', { x: 60, y: 64, class: 'dash-gauge-text' });
      label.textContent = fields.text(v.config, v.value);
      svg.append(label);
      const cell = element('div', 'dash-stat');
      cell.append(svg);
      if (all.length > 1 || v.config.displayName) cell.append(element('span', 'dash-stat-name', v.title));
      wrap.append(cell);
    }
    box.append(wrap);
  }

  function bargauge(panel, answer, box) {
    const list = element('div', 'dash-bars');
    const all = values(panel, answer);
    const most = Math.max(...all.map((v) => (typeof v.value === 'number' ? v.value : 0)), 0);
    for (const v of all) {
      const low = v.config.min ?? 0;
      const high = v.config.max ?? (v.config.unit === 'percentunit' ? 1 : v.config.unit === 'percent' ? 100 : most);
      const bar = element('div', 'dash-bar');
      const fill = element('i', '');
      fill.style.width = Math.min(100, Math.max(0, ((v.value - low) / (high - low || 1)) * 100)) + '%';
      fill.style.background = fields.toneOf(v.config, v.value) || 'var(--accent)';
      const rail = element('span', 'dash-bar-rail');
      rail.append(fill);
      bar.append(element('span', 'dash-bar-name', v.title), rail, element('b', '', fields.text(v.config, v.value)));
      list.append(bar);
    }
    box.append(list);
  }

  function asTable(panel, answer) {
    if (answer.table && Object.keys(answer.table).length) return answer.table;
    const rows = {};
    for (const v of values(panel, { ...answer, table: {} })) { (rows.Name = rows.Name || []).push(v.title); (rows.Value = rows.Value || []).push(v.value); }
    return rows;
  }

  // An address of a cell, with its value and those of the others in its row.
  function filled(url, value, said, other) {
    return url
      .replace(/\$\{__value(?:\.(?:raw|numeric))?\}/g, () => encodeURIComponent(value ?? ''))
      .replace(/\$\{__value\.text\}/g, () => encodeURIComponent(said))
      .replace(/\$\{__data\.fields(?:\.([\w ]+)|\[["']?([^\]"']+)["']?\])(?:\.(?:text|raw|numeric))?\}/g, (all, a, b) => encodeURIComponent(other((a || b).replace(/\.(text|raw|numeric)$/, ''))));
  }

  function anchor(href, said, link) {
    const a = element('a', '', said);
    a.href = href;
    a.title = String(link.title || '');
    if (link.targetBlank) { a.target = '_blank'; a.rel = 'noopener noreferrer'; }
    return a;
  }

  function table(panel, answer, box) {
    const data = asTable(panel, answer);
    const columns = Object.keys(data).map((name) => ({ name, cells: data[name], config: fields.config(panel, { name, refId: name.replace('Value #', ''), type: data[name].some((v) => typeof v === 'number') ? (name === 'Time' ? 'time' : 'number') : 'string' }) })).filter((c) => !c.config.custom.hidden);
    const rows = Math.max(0, ...columns.map((c) => c.cells.length));
    const wrap = element('div', 'table-wrap dash-table');
    const t = element('table', 'table table-small');
    t.append(element('caption', 'sr-only', answer.title));
    let order = Array.isArray(panel.options?.sortBy) && panel.options.sortBy[0] ? [columns.findIndex((c) => [c.name, c.config.displayName].includes(panel.options.sortBy[0].displayName)), panel.options.sortBy[0].desc ? -1 : 1] : [-1, 1];
    const thead = element('thead');
    const body = element('tbody');
    function fill() {
      const head = element('tr');
      columns.forEach((c, i) => {
        const number = c.cells.some((v) => typeof v === 'number') && c.name !== 'Time';
        const th = element('th', number ? 'num' : '');
        const button = element('button', 'sort-button', c.config.displayName || c.name);
        button.type = 'button';
        th.setAttribute('aria-sort', order[0] === i ? (order[1] > 0 ? 'ascending' : 'descending') : 'none');
        button.addEventListener('click', () => { order = [i, order[0] === i ? -order[1] : number ? -1 : 1]; fill(); thead.querySelectorAll('button')[i].focus(); });
        th.append(button);
        head.append(th);
      });
      thead.replaceChildren(head);
      const index = Array.from({ length: rows }, (_, i) => i);
      const by = columns[order[0]];
      if (by) index.sort((a, b) => { const [x, y] = [by.cells[a] ?? '', by.cells[b] ?? '']; return (x < y ? -1 : x > y ? 1 : 0) * order[1]; });
      body.replaceChildren(...index.slice(0, MOST_ROWS).map((i) => {
        const row = element('tr');
        for (const c of columns) {
          const value = c.cells[i] ?? null;
          const time = c.name === 'Time' && !c.config.unit;
          const said = time && value ? range.local(value) : fields.text(c.config, value);
          const td = element('td', typeof value === 'number' && !time ? 'num' : '');
          const link = (Array.isArray(c.config.links) ? c.config.links : []).find((l) => is(l) && l.url);
          const href = link && answer.href?.({ url: filled(String(link.url), value, said, (name) => (columns.find((o) => o.name === name || o.config.displayName === name)?.cells[i] ?? '')) });
          td.append(href ? anchor(href, said, link) : said);
          const kind = c.config.custom.cellOptions?.type || c.config.custom.displayMode || '';
          const tone = kind.startsWith('color') || kind.includes('gauge') ? fields.toneOf(c.config, value) : null;
          if (tone && kind === 'color-background') { td.classList.add('is-filled'); td.style.setProperty('--tone', tone); } else if (tone) td.style.color = tone;
          row.append(td);
        }
        return row;
      }));
    }
    fill();
    t.append(thead, body);
    wrap.append(t);
    box.append(wrap);
    if (rows > MOST_ROWS) box.append(element('p', 'hint', text('explore.most', MOST_ROWS, rows)));
  }

  // Buckets of a histogram over time, the darker the more.
  function heatmap(panel, answer, box, room) {
    if (!answer.series.length) { table(panel, answer, box); return; }
    const { times, rows } = grid(answer);
    const bound = (s) => (s.labels.le === '+Inf' ? Infinity : Number(s.labels.le ?? NaN));
    const order = answer.series.map((s, i) => i).sort((a, b) => bound(answer.series[a]) - bound(answer.series[b]));
    // native histograms say both bounds of a bucket, and how much fell between them
    const cumulative = order.length > 1 && answer.series.every((s) => s.labels.ge === undefined) && order.every((i) => !Number.isNaN(bound(answer.series[i]))) && answer.series.every((s) => s.labels.le !== undefined);
    const cells = order.map((i, k) => rows[i].map((v, t) => (v == null ? null : cumulative && k > 0 ? Math.max(0, v - (rows[order[k - 1]][t] ?? 0)) : v)));
    const unit = panel.options?.yAxis?.unit || panel.options?.yAxis?.format || '';
    const names = order.map((i) => { const b = bound(answer.series[i]); return Number.isNaN(b) ? answer.series[i].name : duru.units.format(b, unit || 'short'); });
    // names that would stand on one another are left out
    const every = Math.max(1, Math.ceil((names.length * 15) / Math.max(60, room - 60)));
    const most = cells.reduce((n, row) => row.reduce((m, v) => Math.max(m, v || 0), n), 0);
    const show = (v) => duru.units.format(v, fields.config(panel, {}).unit, 2);
    charts.draw(box, {
      title: answer.title, from: answer.from, to: answer.to, times, events: answer.events, height: Math.max(90, room - 26), sync: 'dashboard', onZoom: range.setMillis,
      min: 0, max: Math.max(1, names.length), ticks: names.map((_, i) => i + 0.5).filter((_, i) => i % every === 0), tick: (v) => names[Math.floor(v)] ?? '', show,
      series: names.map((name, k) => ({ name, values: cells[k], at: k + 0.5, own: true, colour: fields.blend(['super-light-blue', 'dark-blue'], 0.6) })),
      under: (u) => {
        const width = Math.max(1, (answer.step / (answer.to - answer.from)) * u.bbox.width);
        cells.forEach((row, k) => row.forEach((v, t) => {
          if (!v) return;
          const x = u.valToPos(times[t], 'x', true);
          const [top, bottom] = [u.valToPos(k + 1, 'y', true), u.valToPos(k, 'y', true)];
          u.ctx.fillStyle = fields.colour('blue');
          u.ctx.globalAlpha = 0.12 + 0.88 * Math.sqrt(v / most);
          u.ctx.fillRect(x - width / 2, top, Math.ceil(width), bottom - top - 1);
        }));
        u.ctx.globalAlpha = 1;
      },
    });
  }

  async function logs(panel, answer, box) {
    const project = document.body.dataset.project;
    if (!project) { box.append(element('p', 'muted', text('dash.nologs'))); return; }
    const found = await Promise.all(answer.loki.map((q) => query.ask('/projects/' + project + '/loki/api/v1/query_range', { query: q, start: answer.from * 1e6, end: answer.to * 1e6, limit: 200 })));
    const lines = found.flatMap((f) => f.data.result.flatMap((s) => (s.values || []).map(([t, line]) => ({ at: Number(t) / 1e6, line, level: s.stream?.level }))));
    const up = panel.options?.sortOrder === 'Ascending';
    lines.sort((a, b) => (up ? a.at - b.at : b.at - a.at));
    const log = element('div', 'log dash-log');
    for (const { at, line, level } of lines) {
      const row = element('div', 'log-line' + (level === 'error' ? ' log-error' : level === 'warn' ? ' log-warn' : ''));
      const when = element('span', 'log-time', answer.to - answer.from > 864e5 ? range.local(at) : range.local(at).slice(11));
      when.title = range.local(at);
      row.append(when, element('span', 'log-text', line));
      log.append(row);
    }
    box.append(lines.length ? log : element('p', 'muted', text('dash.none')));
  }

  function html(panel, answer, box) {
    const body = element('div', 'markdown');
    // the server made it from Markdown by an allow-list
    body.innerHTML = answer.html || '';
    box.append(body);
  }

  const KINDS = { timeseries: series, graph: series, stat, singlestat: (p, a, b, r) => (p.options?.gauge ? gauge : stat)(p, a, b, r), gauge, bargauge, table, 'table-old': table, heatmap, text: html, logs };
  const BY_ITSELF = ['text', 'alertlist', 'dashlist'];

  // Counts of lines over time as series, as if a query for samples had given them.
  async function fromLoki(answer) {
    const project = document.body.dataset.project;
    answer.series = [];
    const step = Math.max(1, Math.ceil((answer.to - answer.from) / 300_000));
    answer.step = step * 1000;
    answer.start = Math.floor(answer.from / answer.step) * answer.step;
    if (!project) { answer.notes = [text('dash.nologs')]; return; }
    const found = await Promise.all(answer.loki.map((q) => query.ask('/projects/' + project + '/loki/api/v1/query_range', { query: q, start: answer.start * 1e6, end: answer.to * 1e6, step })));
    found.forEach((f, i) => {
      if (f.data.resultType !== 'matrix') return;
      for (const s of f.data.result) answer.series.push({ refId: String.fromCharCode(65 + i), name: query.name(s.metric), labels: s.metric, times: s.values.map(([t]) => t * 1000), values: s.values.map(([, v]) => +v) });
    });
    delete answer.loki;
  }

  // What a file asks for that is not known here, in words.
  function strange(panel) {
    const asked = [...(panel.options?.reduceOptions?.calcs || []), ...(panel.options?.legend?.calcs || [])];
    return [...new Set(asked)].filter((c) => typeof c === 'string' && !charts.calcs[c]).map((c) => text('dash.calc', c));
  }

  duru.panels = {
    kinds: KINDS, values, grid, named, series, table, shape, fromLoki, strange,
    knows: (type) => Object.hasOwn(KINDS, type), asks: (type) => !BY_ITSELF.includes(type),
    hasData: (a) => a.html !== undefined || a.loki || a.series?.length > 0 || Object.values(a.table || {}).some((c) => c.length),
  };
})();
