// The log of a job: new lines as they come, links to lines, timestamps, wrapping, folding.
(() => {
  'use strict';
  const log = document.getElementById('log');
  if (!log) return;
  const box = (id) => document.getElementById(id);
  const remember = (id, fallback, apply) => {
    const input = box(id);
    if (!input) return;
    let saved = null;
    try { saved = localStorage.getItem('duru.' + id); } catch (e) { /* no storage, no memory */ }
    input.checked = saved === null ? fallback : saved === 'yes';
    const changed = () => {
      try { localStorage.setItem('duru.' + id, input.checked ? 'yes' : 'no'); } catch (e) { /* as above */ }
      apply(input.checked);
    };
    input.addEventListener('change', changed);
    apply(input.checked);
  };
  remember('log-times', false, (on) => log.classList.toggle('hides-times', !on));
  remember('log-wrap', true, (on) => log.classList.toggle('is-nowrap', !on));
  remember('log-follow', true, () => {});

  // A link to a line that is not in this window, or not shown because only hits are, opens its own.
  const open = (number) => { location.href = log.dataset.base + '?from=' + Math.max(1, number - 20) + '#L' + number; };
  const show = () => {
    const match = /^#L(\d+)$/.exec(location.hash);
    if (!match) return;
    const line = document.getElementById('L' + match[1]);
    if (!line) {
      if (!location.search.includes('from=')) open(Number(match[1]));
      return;
    }
    const group = line.closest('details');
    if (group) group.open = true;
    line.scrollIntoView({ block: 'center' });
  };
  addEventListener('hashchange', show);
  if (log.dataset.search === 'yes') {
    log.addEventListener('click', (e) => {
      const link = e.target.closest('a.log-no');
      if (link) { e.preventDefault(); open(Number(link.hash.slice(2))); }
    });
  }
  // Groups in which something went wrong are open.
  for (const bad of log.querySelectorAll('.log-group .log-error')) bad.closest('details').open = true;
  show();

  if (log.dataset.liveLines !== 'yes') return;
  let group = null;
  let queue = [];
  let scheduled = false;
  const parse = (html) => {
    const template = document.createElement('template');
    template.innerHTML = html;
    return template.content.firstElementChild;
  };
  const flush = () => {
    scheduled = false;
    const follow = box('log-follow')?.checked && innerHeight + scrollY >= document.body.scrollHeight - 160;
    for (const { type, data } of queue) {
      if (type === 'endgroup') { group = null; continue; }
      const node = parse(data);
      if (!node) continue;
      if (type === 'group') {
        group = document.createElement('details');
        group.className = 'log-group';
        group.append(node);
        log.append(group);
      } else {
        (group || log).append(node);
        if (group && node.classList.contains('log-error')) group.open = true;
      }
    }
    queue = [];
    if (follow) scrollTo(0, document.body.scrollHeight);
  };
  const push = (e) => {
    queue.push({ type: e.type, data: e.data });
    if (!scheduled) { scheduled = true; requestAnimationFrame(flush); }
  };
  const source = new EventSource(log.dataset.base + '/lines?after=' + log.dataset.last);
  for (const type of ['line', 'group', 'endgroup']) source.addEventListener(type, push);
  source.addEventListener('end', () => source.close());
  addEventListener('pagehide', () => source.close());
})();
