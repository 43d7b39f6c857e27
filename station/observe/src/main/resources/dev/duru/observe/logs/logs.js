// New lines of the log page as they come, with the page's own filter.
(() => {
  'use strict';
  const box = document.getElementById('log-lines');
  if (!box || !box.dataset.tail) return;
  const most = 2000;
  const source = new EventSource(box.dataset.tail + location.search);
  addEventListener('pagehide', () => source.close());

  function atEnd() {
    return innerHeight + scrollY >= document.documentElement.scrollHeight - 60;
  }

  function element(name, text, tag) {
    const e = document.createElement(tag || 'span');
    e.className = name;
    e.textContent = text;
    return e;
  }

  function add(row) {
    const follow = atEnd();
    box.append(row);
    while (box.childElementCount > most) box.firstElementChild.remove();
    const empty = document.getElementById('logs-empty');
    if (empty) empty.remove();
    if (follow) scrollTo(0, document.documentElement.scrollHeight);
  }

  source.addEventListener('line', (e) => {
    const line = JSON.parse(e.data);
    if (document.getElementById('L' + line.id)) return;
    const row = element('log-line', '', 'div');
    row.id = 'L' + line.id;
    const level = { fatal: 'log-error', error: 'log-error', warn: 'log-warn', debug: 'log-debug', trace: 'log-debug' }[line.fields.level];
    if (level) row.classList.add(level);
    const no = element('log-no', line.release > 0 ? '#' + line.release : line.fields.run ? 'R' + line.fields.run : '\u00b7', 'a');
    no.title = line.environment + ' #' + line.release + '.' + line.replica;
    no.href = box.dataset.line + line.id;
    const at = new Date(line.at);
    const when = element('log-time', new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(11, 23));
    when.title = line.at;
    row.append(no, when);
    if (box.dataset.all === 'true') row.append(element('log-time', line.environment));
    row.append(element('log-text', line.text));
    add(row);
  });
  source.addEventListener('missed', (e) => add(element('log-line log-notice', '\u2026 ' + e.data + ' ' + box.dataset.missed, 'div')));
})();
