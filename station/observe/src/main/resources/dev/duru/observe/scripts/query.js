// Questions to Duru's query API.
(() => {
  'use strict';
  const duru = (window.duru = window.duru || {});
  const project = document.body.dataset.project;
  const LONGEST_ADDRESS = 3000;

  // What narrows a question to the page's project.
  const scope = () => (project ? [['project', project]] : []);

  /**
   * An answer in Prometheus' shape: data, infos, warnings; or an Error with kind, and line and column where the query is wrong.
   */
  async function ask(path, parameters, signal) {
    const text = new URLSearchParams([...Object.entries(parameters), ...scope()]).toString();
    const url = '/api/v1' + path;
    const long = text.length > LONGEST_ADDRESS;
    const response = await fetch(long ? url : url + '?' + text, long
      ? { method: 'POST', signal, body: text, headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'X-CSRF': document.querySelector('meta[name=csrf]').content } }
      : { signal, cache: 'no-store' });
    const body = await response.json().catch(() => ({}));
    if (response.ok) return body;
    const error = new Error(String(body.error || body.detail || response.status).replace(/^invalid parameter "query": /, ''));
    error.kind = body.errorType || '';
    const place = /^(\d+):(\d+): /.exec(error.message);
    if (place) [error.line, error.column] = [+place[1], +place[2]];
    throw error;
  }

  // A series as Prometheus writes it, without the labels that all of them share.
  function name(metric, without) {
    const { __name__: own = '', ...labels } = metric;
    const list = Object.entries(labels).filter(([k]) => !without || !without.has(k)).map(([k, v]) => k + '="' + v + '"');
    return (own && !(without && without.has('__name__')) ? own : '') + (list.length ? '{' + list.join(', ') + '}' : '') || own || '{}';
  }

  // The labels that are the same in all.
  function common(metrics) {
    if (metrics.length < 2) return new Set();
    return new Set(Object.keys(metrics[0]).filter((k) => metrics.every((m) => m[k] === metrics[0][k])));
  }

  duru.query = { ask, name, common, scope };
})();
