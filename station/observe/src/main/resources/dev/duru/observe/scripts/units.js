// Numbers as people read them, by the names of units that Grafana's dashboards use.
(() => {
  'use strict';
  const duru = (window.duru = window.duru || {});
  const lang = document.documentElement.lang || 'en';
  const METRIC = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
  const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
  const TIMES = [['ns', 1e-9], ['\u00b5s', 1e-6], ['ms', 1e-3], ['s', 1], ['min', 60], ['h', 3600], ['d', 86400], ['wk', 604800], ['y', 31536000]];
  // unit: [step between prefixes, suffix, factor to the base]
  const SCALED = {
    short: [1000, ''], sishort: [1000, ''], bytes: [1024, 'B'], decbytes: [1000, 'B'], bits: [1024, 'b'], decbits: [1000, 'b'],
    kbytes: [1024, 'B', 1024], mbytes: [1024, 'B', 1048576], gbytes: [1024, 'B', 1073741824], tbytes: [1024, 'B', 1099511627776],
    deckbytes: [1000, 'B', 1e3], decmbytes: [1000, 'B', 1e6], decgbytes: [1000, 'B', 1e9],
    binBps: [1024, 'B/s'], Bps: [1000, 'B/s'], binbps: [1024, 'b/s'], bps: [1000, 'b/s'],
    KiBs: [1024, 'B/s', 1024], MiBs: [1024, 'B/s', 1048576], GiBs: [1024, 'B/s', 1073741824], KBs: [1000, 'B/s', 1e3], MBs: [1000, 'B/s', 1e6], GBs: [1000, 'B/s', 1e9],
    Kbits: [1000, 'b/s', 1e3], Mbits: [1000, 'b/s', 1e6], Gbits: [1000, 'b/s', 1e9],
    pps: [1000, 'p/s'], hertz: [1000, 'Hz'], rothz: [1000, 'Hz'], watt: [1000, 'W'], kwatt: [1000, 'W', 1e3], volt: [1000, 'V'], amp: [1000, 'A'], joule: [1000, 'J'], watth: [1000, 'Wh'],
  };
  const PLAIN = {
    percent: '%', celsius: '\u00b0C', fahrenheit: '\u00b0F', kelvin: 'K', humidity: '%H', rotrpm: 'rpm', dB: 'dB', ppm: 'ppm', degree: '\u00b0', lengthm: 'm', currencyUSD: '$', currencyEUR: '\u20ac', currencyKRW: '\u20a9',
  };
  const RATES = { reqps: 'req/s', rps: 'rd/s', wps: 'wr/s', ops: 'ops/s', iops: 'io/s', cps: 'c/s', eps: 'evt/s', mps: 'msg/s', recps: 'rec/s', rowsps: 'rows/s', reqpm: 'req/min', opm: 'ops/min', rpm: 'rd/min', wpm: 'wr/min', cpm: 'c/min', epm: 'evt/min' };
  const SECONDS = { ns: 1e-9, '\u00b5s': 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600, d: 86400 };
  const EXACT = new Intl.NumberFormat(lang, { maximumSignificantDigits: 6, useGrouping: true });

  function digits(value, decimals) {
    if (decimals !== undefined && decimals !== null) return value.toFixed(Math.min(20, Math.max(0, decimals)));
    const size = Math.abs(value);
    if (size === 0) return '0';
    if (size < 1e-4) return value.toExponential(1);
    const places = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : Math.min(6, 2 - Math.floor(Math.log10(size)) - 0);
    return String(+value.toFixed(places));
  }

  function scaled(value, [base, suffix, factor = 1], decimals) {
    const names = base === 1024 ? BINARY : METRIC;
    let v = value * factor;
    let i = 0;
    while (Math.abs(v) >= base * 0.9995 && i < names.length - 1) { v /= base; i++; }
    const unit = names[i] + suffix;
    return [digits(v, decimals), unit ? (suffix ? ' ' : '') + unit : ''];
  }

  function time(seconds, decimals) {
    const size = Math.abs(seconds);
    if (size === 0) return [digits(0, decimals), ' s'];
    let found = TIMES[0];
    for (const each of TIMES) if (size >= each[1] * 0.9995) found = each;
    return [digits(seconds / found[1], decimals), ' ' + found[0]];
  }

  function clock(seconds, days) {
    const s = Math.floor(Math.abs(seconds));
    const two = (n) => String(n).padStart(2, '0');
    const rest = two(Math.floor(s / 3600) % (days ? 24 : 1e9)) + ':' + two(Math.floor(s / 60) % 60) + ':' + two(s % 60);
    return (seconds < 0 ? '-' : '') + (days && s >= 86400 ? Math.floor(s / 86400) + ' d ' : '') + rest;
  }

  // [number, unit]; the unit carries the blank before it.
  function parts(value, unit, decimals) {
    if (value === null || value === undefined) return ['\u2013', ''];
    if (Number.isNaN(value)) return ['NaN', ''];
    if (!Number.isFinite(value)) return [value > 0 ? '+\u221e' : '\u2212\u221e', ''];
    if (!unit || unit === 'none') return [decimals === undefined || decimals === null ? plain(value) : value.toFixed(decimals), ''];
    if (SCALED[unit]) return scaled(value, SCALED[unit], decimals);
    if (unit === 'percentunit') return [digits(value * 100, decimals), ' %'];
    if (PLAIN[unit]) return [digits(value, decimals), ' ' + PLAIN[unit]];
    if (RATES[unit]) { const [n, u] = scaled(value, SCALED.short, decimals); return [n + u, ' ' + RATES[unit]]; }
    if (SECONDS[unit]) return time(value * SECONDS[unit], decimals);
    switch (unit) {
      case 'dtdurations': case 'clocks': return time(value, decimals);
      case 'dtdurationms': case 'clockms': return time(value / 1000, decimals);
      case 'dthms': return [clock(value, false), ''];
      case 'dtdhms': return [clock(value, true), ''];
      case 'bool': return [value ? 'True' : 'False', ''];
      case 'bool_yes_no': return [value ? 'Yes' : 'No', ''];
      case 'bool_on_off': return [value ? 'On' : 'Off', ''];
      case 'dateTimeAsIso': case 'dateTimeAsLocal': case 'dateTimeAsUS': case 'dateTimeAsSystem': return [duru.range.local(value), ''];
      case 'dateTimeFromNow': return [ago(value), ''];
      case 'hex': return [Math.round(value).toString(16), ''];
      case 'sci': return [value.toExponential(decimals ?? 2), ''];
      case 'locale': return [EXACT.format(value), ''];
      case 'string': return [String(value), ''];
      default: return named(value, unit, decimals);
    }
  }

  // suffix:x, prefix:x, si:x and unknown ones, which stand behind the number as they are
  function named(value, unit, decimals) {
    const [, kind, text] = /^(suffix|prefix|si|count|currency|time):(.*)$/.exec(unit) || [];
    if (kind === 'prefix' || kind === 'currency') return [text + digits(value, decimals), ''];
    if (kind === 'si') return scaled(value, [1000, text], decimals);
    return [digits(value, decimals), ' ' + (text ?? unit)];
  }

  function ago(ms) {
    const seconds = (ms - Date.now()) / 1000;
    const [size, name] = [[31536000, 'year'], [86400, 'day'], [3600, 'hour'], [60, 'minute']].find(([s]) => Math.abs(seconds) >= s) || [1, 'second'];
    return new Intl.RelativeTimeFormat(lang, { numeric: 'auto' }).format(Math.round(seconds / size), name);
  }

  function plain(value) {
    const size = Math.abs(value);
    return size >= 1e15 || (size > 0 && size < 1e-4) ? value.toExponential(4) : EXACT.format(value);
  }

  duru.units = { parts, format: (value, unit, decimals) => parts(value, unit, decimals).join('') };
})();
