// Duru's own script: live parts, relative times, the theme, copying. Pages work without it.
(() => {
  'use strict';
  const project = document.body.dataset.project;

  // ---- live parts: when a fact of the project arrives, fetch the page once and swap what is marked
  let timer = 0;
  let refreshing = false;
  let again = false;

  async function refresh() {
    timer = 0;
    if (refreshing) { again = true; return; }
    refreshing = true;
    try {
      const parts = [...document.querySelectorAll('[data-live][id]')];
      if (parts.length === 0) return;
      const response = await fetch(location.href, { headers: { Accept: 'text/html' }, cache: 'no-store' });
      if (!response.ok || response.redirected) return;
      const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
      for (const old of parts) swap(old, fresh.getElementById(old.id));
      times();
      document.dispatchEvent(new CustomEvent('duru:live'));
    } catch (e) {
      // The next fact, or the stream's reconnect, tries again.
    } finally {
      refreshing = false;
      if (again) { again = false; schedule(); }
    }
  }

  function swap(old, fresh) {
    if (!fresh || !old.isConnected || old.outerHTML === fresh.outerHTML) return;
    const active = document.activeElement;
    if (old.contains(active) && /^(INPUT|TEXTAREA|SELECT)$/.test(active.tagName)) return;
    const opened = [...old.querySelectorAll('details')].map((d) => d.open);
    const next = document.importNode(fresh, true);
    [...next.querySelectorAll('details')].forEach((d, i) => { if (i < opened.length) d.open = opened[i]; });
    old.replaceWith(next);
    prepare(next);
    if (window.htmx) window.htmx.process(next);
  }

  function schedule() { if (!timer) timer = setTimeout(refresh, 250); }

  function listen() {
    const state = document.getElementById('live-state');
    const source = new EventSource('/events?project=' + encodeURIComponent(project));
    source.addEventListener('fact', (e) => {
      document.dispatchEvent(new CustomEvent('duru:fact', { detail: JSON.parse(e.data) }));
      schedule();
    });
    source.onopen = () => {
      show(state, true);
      schedule(); // whatever happened between the page's making and now
    };
    source.onerror = () => show(state, false);
    addEventListener('pagehide', () => source.close());
  }

  function show(state, on) {
    if (!state) return;
    state.hidden = false;
    state.classList.toggle('is-off', !on);
    state.textContent = on ? state.dataset.on : state.dataset.off;
  }

  // ---- relative times
  const relative = new Intl.RelativeTimeFormat(document.documentElement.lang || 'en', { style: 'narrow', numeric: 'auto' });
  function times() {
    for (const time of document.querySelectorAll('time[data-relative]')) {
      const seconds = Math.round((Date.parse(time.dateTime) - Date.now()) / 1000);
      const age = Math.abs(seconds);
      time.textContent = age < 60 ? relative.format(seconds, 'second')
        : age < 5400 ? relative.format(Math.round(seconds / 60), 'minute')
        : age < 129600 ? relative.format(Math.round(seconds / 3600), 'hour')
        : relative.format(Math.round(seconds / 86400), 'day');
    }
    // exact ones in the time of this place, as graphs have it: a time of day or a day with it
    for (const time of document.querySelectorAll('time[data-local]')) {
      const at = new Date(time.dateTime);
      const here = new Date(at - at.getTimezoneOffset() * 60000).toISOString();
      time.textContent = time.dataset.local === 'clock' ? here.slice(11, 23) : here.slice(0, 19).replace('T', ' ');
    }
  }

  // ---- sizes and places that templates may not write as inline styles
  function prepare(root) {
    for (const e of root.querySelectorAll('[data-width]')) e.style.width = e.dataset.width + '%';
    for (const e of root.querySelectorAll('[data-left]')) e.style.left = e.dataset.left + '%';
  }

  // ---- the theme, without a reload
  document.addEventListener('submit', (e) => {
    const form = e.target;
    if (form.id === 'theme-switch' && e.submitter) {
      e.preventDefault();
      const theme = e.submitter.value;
      document.documentElement.dataset.theme = theme;
      document.cookie = 'duru_theme=' + theme + '; Path=/; Max-Age=31536000; SameSite=Lax';
      document.dispatchEvent(new CustomEvent('duru:theme'));
      return;
    }
    const question = (e.submitter && e.submitter.dataset.confirm) || form.dataset.confirm;
    if (question && !confirm(question)) { e.preventDefault(); return; }
    if (form.method === 'post' && !form.hasAttribute('hx-post')) {
      setTimeout(() => { for (const b of form.querySelectorAll('button')) b.disabled = true; }, 0);
    }
  });

  addEventListener('pageshow', (e) => {
    if (e.persisted) for (const b of document.querySelectorAll('form button:disabled')) b.disabled = false;
  });

  document.addEventListener('click', (e) => {
    const copy = e.target.closest('[data-copy]');
    if (copy && navigator.clipboard) {
      navigator.clipboard.writeText(copy.dataset.copy).then(() => {
        copy.classList.add('is-copied');
        setTimeout(() => copy.classList.remove('is-copied'), 1200);
      });
    }
    for (const menu of document.querySelectorAll('details.menu[open]')) {
      if (!menu.contains(e.target)) menu.open = false;
    }
  });
  document.addEventListener('keydown', (e) => {
    if (e.key === 'Escape') for (const menu of document.querySelectorAll('details.menu[open]')) menu.open = false;
  });

  // ---- htmx: the token on every request, and problems where people look
  document.addEventListener('htmx:configRequest', (e) => {
    const token = document.querySelector('meta[name=csrf]');
    if (token) e.detail.headers['X-CSRF'] = token.content;
  });
  document.addEventListener('htmx:load', (e) => { prepare(e.detail.elt); times(); });

  prepare(document);
  times();
  setInterval(times, 15000);
  if (project) listen();
})();
