// How a field of a dashboard looks: what fieldConfig and its overrides say of units, names, colours, thresholds and mappings.
(() => {
  'use strict';
  const duru = (window.duru = window.duru || {});
  const is = (v) => v && typeof v === 'object';
  // Grafana's names of colours, in tones that can be read on light and dark.
  const NAMED = {
    green: ['#2f8f4e', '#73bf69'], 'dark-green': ['#1f7038', '#56a64b'], 'semi-dark-green': ['#2a8247', '#63b35a'], 'light-green': ['#4ba765', '#96d98d'], 'super-light-green': ['#6dbb82', '#c8f2c2'],
    red: ['#c4322d', '#f2726f'], 'dark-red': ['#9d1f1b', '#e0454f'], 'semi-dark-red': ['#b32a25', '#ea5a60'], 'light-red': ['#d8564f', '#ff9f9c'], 'super-light-red': ['#e07f79', '#ffc7c5'],
    blue: ['#3168c9', '#6fa3f7'], 'dark-blue': ['#1e4fa8', '#4a86e8'], 'semi-dark-blue': ['#275cba', '#5c95f0'], 'light-blue': ['#4f83d9', '#94bffb'], 'super-light-blue': ['#7ba3e3', '#c0d8ff'],
    yellow: ['#9a7400', '#f2cc3c'], 'dark-yellow': ['#7f6000', '#e0b400'], 'semi-dark-yellow': ['#8d6a00', '#e9c01f'], 'light-yellow': ['#ab8415', '#ffe66e'], 'super-light-yellow': ['#b8953a', '#fff29a'],
    orange: ['#c2590c', '#ff9f4a'], 'dark-orange': ['#a04606', '#fa7b17'], 'semi-dark-orange': ['#b14f09', '#ff8c33'], 'light-orange': ['#d07231', '#ffb978'], 'super-light-orange': ['#d98f5c', '#ffd7ae'],
    purple: ['#7b46b5', '#b98ae6'], 'dark-purple': ['#612f99', '#a064d8'], 'semi-dark-purple': ['#6e3aa7', '#ad77df'], 'light-purple': ['#9064c4', '#cfaaf2'], 'super-light-purple': ['#a785d2', '#e3ccfa'],
    white: ['#50545c', '#ffffff'], black: ['#1c1e22', '#000000'], text: ['#1c1e22', '#e8eaee'], transparent: ['transparent', 'transparent'], gray: ['#656971', '#959ba7'],
  };
  const dark = () => getComputedStyle(document.documentElement).colorScheme.includes('dark');
  function colour(name) {
    const text = String(name || '');
    if (NAMED[text]) return NAMED[text][dark() ? 1 : 0];
    if (/^#[0-9a-f]{3,8}$/i.test(text) || /^(rgb|hsl)a?\([\d\s.,%]+\)$/i.test(text)) return text;
    return duru.charts.css('--accent');
  }

  function regex(text) {
    const parts = /^\/(.*)\/([a-z]*)$/s.exec(String(text));
    try { return new RegExp(parts ? parts[1] : text, parts ? parts[2].replace(/[^i]/g, '') : ''); } catch (e) { return null; }
  }

  function matches(matcher, field) {
    if (!is(matcher)) return false;
    const o = matcher.options;
    switch (matcher.id) {
      case 'byName': return o === field.name;
      case 'byRegexp': return !!regex(o)?.test(field.name);
      case 'byFrameRefID': return o === field.refId;
      case 'byType': return o === field.type;
      case 'byNames': return Array.isArray(o?.names) && o.names.includes(field.name) !== (o.mode === 'exclude');
      default: return false;
    }
  }

  // What counts for one field: {name, refId, type}.
  function config(panel, field) {
    const base = is(panel.fieldConfig) ? panel.fieldConfig : {};
    const defaults = is(base.defaults) ? base.defaults : {};
    const found = { ...defaults, custom: { ...(is(defaults.custom) ? defaults.custom : {}) } };
    for (const override of Array.isArray(base.overrides) ? base.overrides : []) {
      if (!is(override) || !matches(override.matcher, field)) continue;
      for (const { id, value } of Array.isArray(override.properties) ? override.properties.filter(is) : []) {
        if (String(id).startsWith('custom.')) found.custom[id.slice(7)] = value;
        else found[id] = value;
      }
    }
    return found;
  }

  const steps = (c) => (is(c.thresholds) && Array.isArray(c.thresholds.steps) ? c.thresholds.steps.filter(is) : []);

  // The step that a value has reached; percentages are of the way from min to max.
  function reached(c, value) {
    const all = steps(c);
    let v = value;
    if (c.thresholds?.mode === 'percentage') { const [a, b] = [c.min ?? 0, c.max ?? 100]; v = ((value - a) / (b - a || 1)) * 100; }
    let found = null;
    for (const step of all) if (step.value === null || step.value === undefined || v >= step.value) found = step;
    return found;
  }

  function mapped(c, value) {
    for (const m of Array.isArray(c.mappings) ? c.mappings.filter(is) : []) {
      const o = m.options || {};
      if (m.type === 'value' && is(o[String(value)])) return o[String(value)];
      if (m.type === 'range' && typeof value === 'number' && value >= (o.from ?? -Infinity) && value <= (o.to ?? Infinity)) return o.result;
      if (m.type === 'regex' && typeof value === 'string' && regex(o.pattern)?.test(value)) return { ...o.result, text: o.result?.text && value.replace(regex(o.pattern), o.result.text) };
      if (m.type === 'special') {
        const none = value === null || value === undefined;
        const fits = { null: none, nan: Number.isNaN(value), 'null+nan': none || Number.isNaN(value), true: value === true, false: value === false, empty: value === '' }[o.match];
        if (fits) return o.result;
      }
      if (m.type === 1 && String(m.value) === String(value)) return { text: m.text };
      if (m.type === 2 && value >= +m.from && value <= +m.to) return { text: m.text };
    }
    return null;
  }

  // [number, unit], as it is shown.
  function parts(c, value) {
    const map = mapped(c, value === undefined ? null : value);
    if (map && map.text !== undefined && map.text !== '') return [String(map.text), ''];
    if (value === null || value === undefined) return [c.noValue || '\u2013', ''];
    if (typeof value === 'string') return [value, ''];
    return duru.units.parts(value, c.unit, c.decimals ?? undefined);
  }

  const BLENDS = { 'continuous-GrYlRd': ['green', 'yellow', 'red'], 'continuous-RdYlGr': ['red', 'yellow', 'green'], 'continuous-BlYlRd': ['blue', 'yellow', 'red'], 'continuous-YlRd': ['yellow', 'red'], 'continuous-BlPu': ['blue', 'purple'], 'continuous-YlBl': ['yellow', 'blue'], 'continuous-blues': ['super-light-blue', 'dark-blue'], 'continuous-reds': ['super-light-red', 'dark-red'], 'continuous-greens': ['super-light-green', 'dark-green'], 'continuous-purples': ['super-light-purple', 'dark-purple'] };

  function blend(names, share) {
    const at = Math.min(0.9999, Math.max(0, share)) * (names.length - 1);
    const i = Math.floor(at);
    return 'color-mix(in srgb, ' + colour(names[i + 1]) + ' ' + Math.round((at - i) * 100) + '%, ' + colour(names[i]) + ')';
  }

  // The colour of a value, or null for the theme's.
  function toneOf(c, value) {
    const map = mapped(c, value === undefined ? null : value);
    if (map && map.color) return colour(map.color);
    const mode = c.color?.mode || 'thresholds';
    if (mode === 'fixed' && c.color.fixedColor) return colour(c.color.fixedColor);
    if (BLENDS[mode] && typeof value === 'number') return blend(BLENDS[mode], (value - (c.min ?? 0)) / ((c.max ?? 100) - (c.min ?? 0) || 1));
    if (typeof value !== 'number') return null;
    const step = reached(c, value);
    return step ? colour(step.color) : null;
  }

  duru.fields = { config, parts, text: (c, v) => parts(c, v).join(''), toneOf, colour, steps, blend, is };
})();
