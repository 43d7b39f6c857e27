// What stands above the panels of a dashboard: filters over all of its queries, switches of what is marked, and links.
(() => {
  'use strict';
  const duru = (window.duru = window.duru || {});
  const { charts, query, range, text } = duru;
  const { element } = charts;
  const BAR = '__gfp__';
  const SIGNS = ['=', '!=', '=~', '!~'];
  const packed = (s) => s.replaceAll('|', BAR);
  const unpacked = (s) => s.replaceAll(BAR, '|');

  function options(id, values) {
    const list = element('datalist');
    list.id = id;
    list.append(...values.map((v) => new Option(v, v)));
    return list;
  }

  function field(label, list) {
    const input = element('input');
    input.setAttribute('aria-label', label);
    input.placeholder = label;
    input.setAttribute('list', list);
    input.autocomplete = 'off';
    input.size = 12;
    return input;
  }

  // Filters of an adhoc variable: those that count, each with a way to be rid of it, and one to come.
  function adhoc(variable, choose) {
    const wrap = element('div', 'dash-variable dash-filters');
    const name = element('span', 'dash-label', variable.label);
    const row = element('div', 'dash-filter-row');
    variable.current.forEach((filter, i) => {
      const [label, sign, value] = filter.split('|');
      const shown = unpacked(label) + ' ' + sign + ' ' + unpacked(value ?? '');
      const chip = element('button', 'dash-filter', shown + ' \u00d7');
      chip.type = 'button';
      chip.title = chip.ariaLabel = text('dash.unfilter', shown);
      chip.addEventListener('click', () => { const rest = variable.current.filter((f, k) => k !== i); choose(variable.name, rest.length ? rest : ['']); });
      row.append(chip);
    });
    const id = 'filter-' + variable.name;
    const key = field(text('dash.filter.label'), id + '-labels');
    const sign = element('select');
    sign.setAttribute('aria-label', text('dash.filter.sign'));
    sign.append(...SIGNS.map((s) => new Option(s, s)));
    const value = field(text('dash.filter.value'), id + '-values');
    const lists = element('span');
    key.addEventListener('focus', async () => {
      if (lists.firstChild) return;
      lists.append(options(id + '-labels', []));
      const found = await query.ask('/labels', {}).catch(() => ({ data: [] }));
      lists.replaceChildren(options(id + '-labels', found.data.filter((l) => l !== '__name__')));
    });
    value.addEventListener('focus', async () => {
      const label = key.value.trim();
      if (!/^[a-zA-Z_]\w*$/.test(label)) return;
      const found = await query.ask('/label/' + label + '/values', {}).catch(() => ({ data: [] }));
      document.getElementById(id + '-values')?.remove();
      lists.append(options(id + '-values', found.data));
    });
    const add = element('button', 'button button-small', text('dash.filter.add'));
    add.type = 'button';
    const enter = () => {
      if (!key.value.trim() || !value.value) { (key.value.trim() ? value : key).focus(); return; }
      choose(variable.name, [...variable.current, [packed(key.value.trim()), sign.value, packed(value.value)].join('|')]);
    };
    add.addEventListener('click', enter);
    for (const input of [key, value]) input.addEventListener('keydown', (e) => { if (e.key === 'Enter') { e.preventDefault(); enter(); } });
    row.append(key, sign, value, add, lists);
    wrap.append(name, row);
    return wrap;
  }

  // Which annotations are shown: as the file says, unless the address says otherwise.
  function isOn(annotation, i) {
    const said = new URLSearchParams(location.search).get('mark-' + i);
    return said ? said === 'on' : annotation.enabled;
  }

  function switches(annotations, change) {
    return annotations.map((a, i) => [a, i]).filter(([a]) => !a.hidden || a.own).map(([a, i]) => {
      const label = element('label', 'check dash-switch');
      const box = element('input');
      box.type = 'checkbox';
      box.checked = isOn(a, i);
      box.addEventListener('change', () => {
        const at = new URLSearchParams(location.search);
        at.set('mark-' + i, box.checked ? 'on' : 'off');
        history.replaceState(null, '', '?' + at);
        change();
      });
      label.append(box, element('span', '', a.own ? text('dash.own') : a.name));
      return label;
    });
  }

  // The page's time and what is chosen, as other pages of this kind read them.
  function along(time, variables) {
    const at = new URLSearchParams(location.search);
    const kept = new URLSearchParams();
    if (time) { const { from, to } = range.read(); kept.set('from', from); kept.set('to', to); }
    if (variables) for (const [k, v] of at) if (k.startsWith('var-')) kept.append(k, v);
    return kept.toString();
  }

  /**
   * An address of a file, with variables put in; null for one that no browser should open. siblings are the other dashboards, by
   * whose uid files lead to each other.
   */
  function address(link, words, siblings) {
    const time = along(true, false);
    let url = link.url
      .replace(/\$\{?__url_time_range\}?/g, time).replace(/\$\{?__all_variables\}?/g, along(false, true))
      .replace(/\$\{(\w+):queryparam\}/g, (all, name) => new URLSearchParams(words('${' + name + '}').split(' + ').map((v) => ['var-' + name, v])).toString());
    url = words(url, encodeURIComponent);
    const own = /^(?:https?:\/\/[^/]+)?\/?d\/([^/?#]+)[^?#]*(\?[^#]*)?/.exec(url);
    const sibling = own && siblings.find((s) => s.uid && s.uid === decodeURIComponent(own[1]));
    if (sibling) url = '/' + document.body.dataset.project + '/dashboards/' + sibling.path + (own[2] || '');
    if (!/^(https?:\/\/|\/(?!\/)|\?|#)/i.test(url)) return null;
    const more = along(link.keepTime, link.keepVariables);
    return more ? url + (url.includes('?') ? '&' : '?') + more : url;
  }

  function anchor(href, title, tooltip, blank) {
    const a = element('a', '', title);
    a.href = href;
    if (tooltip) a.title = tooltip;
    if (blank) { a.target = '_blank'; a.rel = 'noopener noreferrer'; a.append(' \u2197'); }
    return a;
  }

  // The links of a dashboard or of a panel as elements; those of a kind of dashboards stand for each of them.
  function links(all, words, siblings, path) {
    return all.flatMap((link) => {
      if (link.url) {
        const href = address(link, words, siblings);
        return href ? [anchor(href, words(link.title) || href, link.tooltip, link.blank)] : [];
      }
      const more = along(link.keepTime, link.keepVariables);
      return siblings
        .filter((s) => s.path !== path && link.tags.every((t) => s.tags.includes(t)))
        .map((s) => anchor('/' + document.body.dataset.project + '/dashboards/' + s.path + (more ? '?' + more : ''), s.title, s.description, link.blank));
    });
  }

  duru.controls = { adhoc, isOn, switches, links, address };
})();
