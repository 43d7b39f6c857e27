// One value for many, by the names that Grafana's files use; undefined where there is none.
(() => {
  'use strict';
  const duru = (window.duru = window.duru || {});
  const CALCS = {
    last: (v) => v.findLast((x) => x != null),
    lastNotNull: (v) => v.findLast((x) => x != null && !Number.isNaN(x)),
    first: (v) => v.find((x) => x != null),
    firstNotNull: (v) => v.find((x) => x != null && !Number.isNaN(x)),
    min: (v) => fold(v, Math.min), max: (v) => fold(v, Math.max), sum: (v) => fold(v, (a, b) => a + b),
    mean: (v) => { const n = CALCS.count(v); return n ? fold(v, (a, b) => a + b) / n : undefined; },
    count: (v) => v.reduce((n, x) => n + (x != null ? 1 : 0), 0),
    range: (v) => { const a = CALCS.max(v); return a === undefined ? undefined : a - CALCS.min(v); },
    diff: (v) => { const a = CALCS.last(v); return a === undefined ? undefined : a - CALCS.first(v); },
    diffperc: (v) => { const a = CALCS.first(v); return a ? CALCS.diff(v) / a : undefined; },
    delta: (v) => { const n = numbers(v); return n.length ? n.reduce((sum, x, i) => (i === 0 ? 0 : sum + (x >= n[i - 1] ? x - n[i - 1] : x)), 0) : undefined; },
    median: (v) => { const n = numbers(v).sort((a, b) => a - b); const i = n.length >> 1; return n.length % 2 ? n[i] : n.length ? (n[i - 1] + n[i]) / 2 : undefined; },
    variance: (v) => { const n = numbers(v); const m = CALCS.mean(v); return n.length ? n.reduce((sum, x) => sum + (x - m) ** 2, 0) / n.length : undefined; },
    stdDev: (v) => { const s = CALCS.variance(v); return s === undefined ? undefined : Math.sqrt(s); },
    logmin: (v) => CALCS.min(v.filter((x) => x > 0)),
    step: (v) => { const n = numbers(v); return n.length > 1 ? n.slice(1).reduce((m, x, i) => Math.min(m, x - n[i]), Infinity) : undefined; },
    distinctCount: (v) => new Set(v.filter((x) => x != null)).size,
    changeCount: (v) => v.filter((x) => x != null).reduce((n, x, i, all) => n + (i > 0 && x !== all[i - 1] ? 1 : 0), 0),
    allIsZero: (v) => (numbers(v).length && numbers(v).every((x) => x === 0) ? 1 : 0),
    allIsNull: (v) => (v.every((x) => x == null) ? 1 : 0),
  };
  for (let p = 1; p < 100; p++) CALCS['p' + p] = (v) => { const n = numbers(v).sort((a, b) => a - b); return n.length ? n[Math.round((n.length - 1) * (p / 100))] : undefined; };
  CALCS.total = CALCS.sum;
  CALCS.avg = CALCS.mean;
  CALCS.current = CALCS.lastNotNull;

  function numbers(values) { return values.filter((x) => typeof x === 'number' && !Number.isNaN(x)); }
  function fold(values, f) {
    let sum;
    for (const v of values) if (v != null && !Number.isNaN(v)) sum = sum === undefined ? v : f(sum, v);
    return sum;
  }

  duru.calcs = CALCS;
})();
