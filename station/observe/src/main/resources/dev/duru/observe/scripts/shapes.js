// More kinds of panels: shares of a whole, states over time, bars by category, a distribution, alerts and other dashboards.
(() => {
  'use strict';
  const { charts, fields, panels, range, text, units } = window.duru;
  const { element, css } = charts;
  const { shape } = panels;
  const COLOURS = 6;
  const LONGEST_NAME = 28;
  const USUAL_BUCKETS = 30;

  // The colours of the theme, then the same in paler tones.
  function palette(i) {
    const colour = css('--series-' + ((i % COLOURS) + 1));
    const round = Math.floor(i / COLOURS) % 3;
    return round === 0 ? colour : 'color-mix(in srgb, ' + colour + ' ' + (round === 1 ? 60 : 35) + '%, ' + css('--surface') + ')';
  }

  function own(v, i) {
    const mode = v.config.color?.mode;
    return (mode === 'fixed' || mode === 'thresholds') ? fields.toneOf(v.config, v.value) || palette(i) : palette(i);
  }

  function key(colour) {
    const e = element('i', 'graph-key');
    e.style.background = colour;
    return e;
  }

  function pie(panel, answer, box) {
    const all = panels.values(panel, answer).filter((v) => typeof v.value === 'number' && v.value > 0);
    const sum = all.reduce((n, v) => n + v.value, 0);
    if (sum === 0) { box.append(element('p', 'dash-said', text('dash.none'))); return; }
    const o = panel.options || {};
    const wanted = Array.isArray(o.legend?.values) && o.legend.values.length ? o.legend.values : ['value', 'percent'];
    const inner = (o.pieType || panel.pieType) === 'donut' ? 30 : 0;
    const svg = shape('svg', { viewBox: '-52 -52 104 104', class: 'dash-pie', role: 'img', 'aria-label': answer.title });
    const point = (share, r) => (r * Math.sin(2 * Math.PI * share)).toFixed(3) + ' ' + (-r * Math.cos(2 * Math.PI * share)).toFixed(3);
    const list = element('ul', 'dash-pie-legend');
    const percent = (v) => units.format((v.value / sum) * 100, 'percent', 1);
    let at = 0;
    all.forEach((v, i) => {
      const colour = own(v, i);
      // a whole circle is no arc
      const end = Math.min(at + v.value / sum, at + 0.99999);
      const large = end - at > 0.5 ? 1 : 0;
      const d = 'M' + point(at, 50) + 'A50 50 0 ' + large + ' 1 ' + point(end, 50) + (inner ? 'L' + point(end, inner) + 'A' + inner + ' ' + inner + ' 0 ' + large + ' 0 ' + point(at, inner) : 'L0 0') + 'Z';
      const slice = shape('path', { d, class: 'dash-pie-slice' });
      slice.style.fill = colour;
      const title = shape('title', {});
      title.textContent = v.title + ': ' + fields.text(v.config, v.value) + ' (' + percent(v) + ')';
      slice.append(title);
      svg.append(slice);
      at += v.value / sum;
      const row = element('li');
      row.append(key(colour), element('span', '', v.title));
      if (wanted.includes('value')) row.append(element('b', '', fields.text(v.config, v.value)));
      if (wanted.includes('percent')) row.append(element('small', '', percent(v)));
      list.append(row);
    });
    const wrap = element('div', 'dash-pie-wrap' + (o.legend?.placement === 'right' ? ' is-beside' : ''));
    wrap.append(svg, list);
    box.append(wrap);
  }

  const short = (name) => (name.length > LONGEST_NAME ? name.slice(0, LONGEST_NAME - 1) + '\u2026' : name);

  // One line for each series, coloured by its state; neighbours that are the same are one where they are to be merged.
  function states(merge) {
    return (panel, answer, box, room) => {
      if (!answer.series?.length) { panels.table(panel, answer, box); return; }
      const { times, rows } = panels.grid(answer);
      const n = rows.length;
      const known = new Map();
      const lines = answer.series.map((s, i) => {
        const config = fields.config(panel, { name: s.name, refId: s.refId, type: 'number' });
        return { config, name: panels.named(config, s), values: rows[i], at: n - 1 - i + 0.5 };
      });
      const tone = (c, v) => {
        const found = c.color?.mode && !/^(thresholds|fixed|continuous)/.test(c.color.mode) ? null : fields.toneOf(c, v);
        if (found) return found;
        const said = fields.text(c, v);
        if (!known.has(said)) known.set(said, palette(known.size));
        return known.get(said);
      };
      const step = answer.step / 1000;
      const under = (u) => {
        const { ctx } = u;
        ctx.save();
        ctx.beginPath();
        ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
        ctx.clip();
        ctx.font = Math.round(11 * devicePixelRatio) + 'px sans-serif';
        ctx.textBaseline = 'middle';
        ctx.textAlign = 'left';
        for (const line of lines) {
          const top = u.valToPos(line.at + 0.4, 'y', true);
          const height = u.valToPos(line.at - 0.4, 'y', true) - top;
          for (let i = 0; i < times.length; i++) {
            const v = line.values[i];
            if (v == null) continue;
            const said = fields.text(line.config, v);
            let end = i + 1;
            if (merge) while (end < times.length && line.values[end] != null && fields.text(line.config, line.values[end]) === said) end++;
            const x = u.valToPos(times[i], 'x', true);
            const width = u.valToPos(times[end - 1] + step, 'x', true) - x - (merge ? 0 : Math.min(2, 1));
            ctx.fillStyle = tone(line.config, v);
            ctx.globalAlpha = 0.45;
            ctx.fillRect(x, top, Math.max(1, width), height);
            ctx.globalAlpha = 1;
            if (panel.options?.showValue !== 'never' && ctx.measureText(said).width + 8 * devicePixelRatio < width) {
              ctx.fillStyle = css('--ink');
              ctx.fillText(said, x + 4 * devicePixelRatio, top + height / 2);
            }
            i = end - 1;
          }
        }
        ctx.restore();
      };
      charts.draw(box, {
        title: answer.title, from: answer.from, to: answer.to, times, events: answer.events, height: Math.max(90, room - 26), sync: 'dashboard', onZoom: range.setMillis,
        min: 0, max: n, ticks: lines.map((l) => l.at), tick: (at) => short(lines[n - 1 - Math.floor(at)]?.name ?? ''), show: (v, s) => fields.text(s.config, v), under,
        series: lines.map((l) => ({ ...l, own: true, zero: true, colour: css('--ink-3') })),
      });
    };
  }

  // A category is the first column of texts of a table, or the name of a series.
  function categories(panel, answer) {
    const data = answer.table && Object.keys(answer.table).length ? answer.table : null;
    if (!data) return panels.values(panel, answer).map((v) => ({ name: v.title, bars: [v] }));
    const names = Object.keys(data).filter((c) => c !== 'Time');
    const by = panel.options?.xField && data[panel.options.xField] ? panel.options.xField : names.find((c) => data[c].some((v) => typeof v === 'string'));
    const numbers = names.filter((c) => c !== by && data[c].some((v) => typeof v === 'number'));
    const rows = Math.max(0, ...names.map((c) => data[c].length));
    return Array.from({ length: rows }, (_, i) => ({
      name: String(data[by]?.[i] ?? ''),
      bars: numbers.map((c) => { const config = fields.config(panel, { name: c, refId: c.replace('Value #', ''), type: 'number' }); return { config, title: config.displayName || c, value: data[c][i] }; }),
    }));
  }

  function bars(panel, answer, box) {
    const all = categories(panel, answer);
    const several = all.some((c) => c.bars.length > 1);
    const most = all.reduce((m, c) => c.bars.reduce((n, b) => Math.max(n, Math.abs(b.value) || 0), m), 0) || 1;
    const list = element('div', 'dash-bars');
    for (const category of all) category.bars.forEach((b, i) => {
      const row = element('div', 'dash-bar');
      const fill = element('i');
      fill.style.width = Math.min(100, (Math.abs(b.value) / most) * 100) + '%';
      fill.style.background = several ? own(b, i) : fields.toneOf(b.config, b.value) || palette(0);
      const rail = element('span', 'dash-bar-rail');
      rail.append(fill);
      row.append(element('span', 'dash-bar-name', several ? category.name + ' \u00b7 ' + b.title : category.name), rail, element('b', '', fields.text(b.config, b.value)));
      list.append(row);
    });
    box.append(list);
  }

  // How often values of each size occur, over all series.
  function distribution(panel, answer, box, room) {
    const found = (answer.series || []).flatMap((s) => s.values.filter((v) => v != null));
    if (found.length === 0) { box.append(element('p', 'dash-said', text('dash.none'))); return; }
    const low = found.reduce((a, b) => Math.min(a, b));
    const high = found.reduce((a, b) => Math.max(a, b));
    const wide = Number(panel.options?.bucketSize) || charts.niceNumber((high - low || 1) / (Number(panel.options?.bucketCount) || USUAL_BUCKETS));
    const first = Math.floor(low / wide);
    const counts = new Array(Math.min(200, Math.floor(high / wide) - first + 1)).fill(0);
    for (const v of found) counts[Math.min(counts.length - 1, Math.floor(v / wide) - first)]++;
    const config = fields.config(panel, { name: answer.series[0].name, refId: '', type: 'number' });
    const most = counts.reduce((a, b) => Math.max(a, b));
    const wrap = element('div', 'dash-columns');
    wrap.style.height = Math.max(70, room - 36) + 'px';
    counts.forEach((count, i) => {
      const column = element('i');
      column.style.height = (count / most) * 100 + '%';
      column.title = fields.text(config, (first + i) * wide) + ' \u2013 ' + fields.text(config, (first + i + 1) * wide) + ': ' + count;
      wrap.append(column);
    });
    const axis = element('p', 'dash-columns-axis');
    axis.append(element('span', '', fields.text(config, first * wide)), element('span', '', text('dash.most', most)), element('span', '', fields.text(config, (first + counts.length) * wide)));
    box.append(wrap, axis);
  }

  function alerts(panel, answer, box) {
    const o = panel.options || {};
    const wanted = (answer.alerts || []).filter((a) => !o.alertName || a.name.includes(o.alertName)).slice(0, Number(o.maxItems) || 20);
    if (wanted.length === 0) { box.append(element('p', 'dash-said', text('dash.quiet'))); return; }
    const list = element('ul', 'list dash-list');
    for (const a of wanted) {
      const row = element('li');
      const main = element('div', 'list-main');
      main.append(element('strong', '', a.name), element('p', 'small muted', a.annotations.summary || a.annotations.description || Object.entries(a.labels).filter(([k]) => k !== 'alertname').map(([k, v]) => k + '="' + v + '"').join(', ')));
      const end = element('div', 'list-end');
      const since = element('time', 'small', range.local(a.since));
      since.dateTime = new Date(a.since).toISOString();
      end.append(element('span', 'badge ' + (a.muted ? 'badge-idle' : 'badge-bad'), text(a.muted ? 'dash.muted' : 'dash.firing')), since);
      row.append(main, end);
      list.append(row);
    }
    box.append(list);
  }

  function dashboards(panel, answer, box) {
    const o = panel.options || {};
    const tags = Array.isArray(o.tags) ? o.tags : [];
    const found = answer.siblings.filter((s) => tags.every((t) => s.tags.includes(t)) && s.title.toLowerCase().includes(String(o.query || '').toLowerCase())).slice(0, Number(o.maxItems) || 20);
    if (found.length === 0) { box.append(element('p', 'dash-said', text('dash.none'))); return; }
    const list = element('ul', 'list dash-list');
    for (const s of found) {
      const link = element('a', '', s.title);
      link.href = '/' + document.body.dataset.project + '/dashboards/' + s.path;
      const row = element('li');
      row.append(link);
      list.append(row);
    }
    box.append(list);
  }

  Object.assign(panels.kinds, {
    piechart: pie, 'grafana-piechart-panel': pie, 'state-timeline': states(true), 'natel-discrete-panel': states(true), 'status-history': states(false), 'flant-statusmap-panel': states(false),
    barchart: bars, histogram: distribution, alertlist: alerts, dashlist: dashboards, 'grafana-polystat-panel': panels.kinds.stat,
  });
})();
