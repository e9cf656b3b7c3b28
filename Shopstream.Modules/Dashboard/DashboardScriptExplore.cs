namespace Shopstream.Modules.Dashboard;

/// <summary>The part of the script that reads <c>/analytics/*</c> for the chosen range and fills the chart and the tables.</summary>
internal static class DashboardScriptExplore
{
    /// <summary>JavaScript.</summary>
    public const string Text = """
        const hours = { '1h': 1, '24h': 24, '7d': 168, '30d': 720, '1y': 8760 };
        const fields = ['range', 'from', 'to', 'window', 'top', 'measure', 'order'];
        const refreshMs = 10000;
        let running = null;

        function course(overview) {
          const measure = byId('measure').value;
          const most = 120, size = Math.ceil(overview.series.length / most), bars = [];
          for (let i = 0; i < overview.series.length; i += size) {
            const points = overview.series.slice(i, i + size), sum = read => points.reduce((total, point) => total + read(point), 0);
            const sessions = sum(p => p.sessions);
            bars.push({ start: points[0].start, value: measure === 'conversion' ? (sessions ? sum(p => p.orders) / sessions : 0)
              : measure === 'view' || measure === 'cart' ? sum(p => p.events[measure]) : sum(p => p[measure]) });
          }
          const text = { revenue: format.money, conversion: format.percent }[measure] ?? format.count;
          const top = Math.max(...bars.map(bar => bar.value));
          if (!(top > 0)) return null;
          const at = time => format.time(time, overview.window), width = 1000 / bars.length;
          return make('div', { className: 'chart' },
            make('div', { className: 'axis' }, make('span', {}, `${text(top)} at most per bar`), make('span', { className: 'roomy' }, summary(overview.totals))),
            draw('svg', { viewBox: '0 0 1000 190', preserveAspectRatio: 'none', role: 'img', 'aria-label': `${byId('measure').selectedOptions[0].text} over time` },
              ...[1, 95, 189].map(y => draw('line', { class: 'rule', x1: 0, x2: 1000, y1: y, y2: y })),
              ...bars.map((bar, i) => draw('rect', { class: 'bar', x: i * width + width * .12, width: width * .76,
                y: 190 - bar.value / top * 188, height: bar.value / top * 188, rx: Math.min(2, width * .2) },
                draw('title', {}, `${at(bar.start)}: ${text(bar.value)}`)))),
            make('div', { className: 'axis' }, ...[0, bars.length >> 1, bars.length - 1].map(i => make('span', {}, at(bars[i].start)))));
        }

        const summary = t => `${format.count(t.sessions)} sessions · ${format.count(t.orders)} orders · ${format.percent(t.conversion)} conversion · ${format.money(t.revenue)} revenue`;

        const products = answer => answer.products.length ? table('Products', [
          ['Product', p => named(p.name ?? p.id, [p.brand, p.category].filter(Boolean).join(', ')), 'name'],
          ['Views', p => format.count(p.views), 'number'], ['Carts', p => format.count(p.carts), 'number roomy'],
          ['Bought', p => format.count(p.purchases), 'number'], ['Conversion', p => format.percent(p.conversion), 'number roomy'],
          ['Mean view', p => p.meanViewTime ? format.duration(p.meanViewTime) : '–', 'number roomy'], ['Revenue', p => format.money(p.revenue), 'number'],
        ], answer.products) : null;

        const dimension = (name, heading, rows) => rows.length ? table(name, [
          [heading, r => r.value, 'name'], ['Sessions', r => format.count(r.sessions), 'number'], ['Conv.', r => format.percent(r.conversion), 'number'],
          ['Bounces', r => format.percent(r.bounceRate), 'number roomy'], ['Revenue', r => format.money(r.revenue), 'number'],
        ], rows) : null;

        const together = (...nodes) => { const all = document.createDocumentFragment(); all.append(...nodes.filter(node => node)); return all; };
        const referrers = answer => answer.referrer.length || answer.deviceType.length
          ? together(dimension('Referrers', 'Referrer', answer.referrer), dimension('Devices', 'Device', answer.deviceType)) : null;

        const latest = answer => answer.latest.length ? table('Latest sessions', [
          ['Begin', s => format.time(s.start)], ['User', s => named(s.userId, [s.deviceType, s.referrer].filter(Boolean).join(', ')), 'name'],
          ['Length', s => format.duration(s.duration), 'number'], ['Pages', s => format.count(s.pageViews), 'number roomy'],
          ['Action', s => s.action?.replaceAll('_', ' '), 'roomy'], ['Spent', s => s.amountSpent ? format.money(s.amountSpent) : '–', 'number'],
        ], answer.latest) : null;

        const payments = answer => answer.methods.length ? together(table('Payments', [
          ['Method', m => m.method, 'name'], ['', m => shares([{ share: m.share, kind: m.method === 'abandoned' ? 'neutral' : '', title: format.percent(m.share) }]), 'grow'],
          ['Share', m => format.percent(m.share), 'number'], ['Amount', m => format.money(m.amount), 'number'],
        ], answer.methods), make('p', { className: 'note' }, `${format.count(answer.paidSessions)} of ${format.count(answer.sessions)} carts and checkouts were paid, ${format.money(answer.paidAmount)} in all.`)) : null;

        function sentiment(answer) {
          if (!answer.categories.length) return null;
          const cells = table('Sentiment of reviews by category', [
            ['Category', c => c.category, 'name'],
            ['', c => shares(['positive', 'neutral', 'negative'].map(kind => ({ share: c.reviews[`${kind}Share`], kind, title: `${kind}: ${format.count(c.reviews[kind])}` }))), 'grow'],
            ['Positive', c => format.percent(c.reviews.positiveShare), 'number'], ['Negative', c => format.percent(c.reviews.negativeShare), 'number roomy'],
            ['Reviews', c => format.count(c.reviews.reviews), 'number'],
          ], answer.categories);
          const reviews = make('ul', { className: 'reviews' }, ...answer.latest.slice(0, 3).map(r =>
            make('li', {}, make('i', { className: r.sentiment, title: r.sentiment }), `“${r.text}” `, make('small', {}, `${r.productName ?? r.productId}, ${format.time(r.time)}`))));
          return together(cells, answer.latest.length ? reviews : null);
        }

        const potential = answer => answer.users.length ? table('Potential customers', [
          ['User', u => named(u.id, [u.deviceType, u.referrer, u.state].filter(Boolean).join(', ')), 'name'], ['On the site', u => format.duration(u.duration), 'number'],
          ['Sessions', u => format.count(u.sessions), 'number roomy'], ['Views', u => format.count(u.views), 'number roomy'],
          ['Carts', u => format.count(u.carts), 'number'], ['Last seen', u => format.time(u.lastSeen), 'number roomy'],
        ], answer.users) : null;

        const requests = [
          ['overview', [['course', course]]], ['products', [['products', products]]], ['sessions', [['referrers', referrers], ['latest', latest]]],
          ['payments', [['payments', payments]]], ['sentiment', [['sentiment', sentiment]]], ['potential-customers', [['potential', potential]]],
        ];

        function query() {
          const chosen = new URLSearchParams({ top: byId('top').value, order: byId('order').value });
          if (byId('window').value) chosen.set('window', byId('window').value);
          const set = (name, time) => { if (time && !Number.isNaN(time.getTime())) chosen.set(name, time.toISOString()); };
          if (byId('range').value !== 'custom') set('from', new Date(Date.now() - hours[byId('range').value] * 3600000));
          else for (const name of ['from', 'to']) set(name, byId(name).value ? new Date(byId(name).value) : null);
          return chosen;
        }

        async function load(path, cards, signal) {
          for (const [id] of cards) byId(id).classList.add('loading');
          const fill = content => { for (const [id, read] of cards) byId(id).querySelector('.body').replaceChildren(content(read)); };
          try {
            const answer = await fetch(`/analytics/${path}?${query()}`, { signal });
            const body = await answer.json().catch(() => ({}));
            if (!answer.ok) { fill(() => make('p', { className: 'problem' }, body.detail ?? `The server answered ${answer.status}.`)); return; }
            fill(read => read(body) ?? make('p', { className: 'empty' }, 'Nothing in this range.'));
            if (path === 'overview') byId('range-note').textContent = `${new Date(body.from).toLocaleString()} to ${new Date(body.to).toLocaleString()}, window ${body.window}. Times are yours, days begin at midnight UTC.`;
          } catch (error) {
            // What is shown stays; the notice above says that the connection is lost.
            if (error.name !== 'AbortError') for (const [id] of cards) if (!byId(id).querySelector('.body').hasChildNodes()) fill(() => make('p', { className: 'empty' }, 'The server cannot be reached.'));
          } finally {
            if (!signal.aborted) for (const [id] of cards) byId(id).classList.remove('loading');
          }
        }

        async function refresh() {
          running?.abort();
          const own = running = new AbortController();
          await Promise.all(requests.map(([path, cards]) => load(path, cards, own.signal)));
          if (running === own) running = null;
        }

        function restore() {
          for (const [name, value] of new URLSearchParams(location.hash.slice(1))) if (fields.includes(name) && value) byId(name).value = value;
          byId('custom').hidden = byId('range').value !== 'custom';
        }

        byId('filter').addEventListener('submit', event => event.preventDefault());
        for (const name of fields) byId(name).addEventListener('change', () => {
          byId('custom').hidden = byId('range').value !== 'custom';
          history.replaceState(null, '', '#' + new URLSearchParams(fields.filter(f => byId(f).value).map(f => [f, byId(f).value])));
          refresh();
        });
        setInterval(() => { if (document.visibilityState === 'visible' && !running) refresh(); }, refreshMs);
        document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') refresh(); });
        addEventListener('hashchange', () => { restore(); refresh(); });
        restore();
        refresh();
        """;
}
