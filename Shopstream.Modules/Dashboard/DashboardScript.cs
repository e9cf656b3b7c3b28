namespace Shopstream.Modules.Dashboard;

/// <summary>The script of the page. Everything that comes from data is put in as text, never as markup.</summary>
internal static class DashboardScript
{
    /// <summary>JavaScript.</summary>
    public static readonly string Text = $"'use strict';\n(() => {{\n{Drawing}\n{DashboardScriptLive.Text}\n{DashboardScriptExplore.Text}\n}})();\n";

    private const string Drawing = """
        const byId = id => document.getElementById(id);
        const currency = document.documentElement.dataset.currency;
        const money = (value, digits) => new Intl.NumberFormat(undefined, {
          ...(currency ? { style: 'currency', currency } : {}), minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
        const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
        const oneDigit = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
        const percentFormat = new Intl.NumberFormat(undefined, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });

        const format = {
          count: value => whole.format(value),
          mean: value => oneDigit.format(value),
          money: value => money(value, Math.abs(value) >= 1000 || Number.isInteger(value) ? 0 : 2),
          percent: value => percentFormat.format(value),
          duration(seconds) {
            const s = Math.round(seconds), h = Math.floor(s / 3600), m = Math.floor(s % 3600 / 60);
            return h ? `${whole.format(h)} h ${m} min` : m ? `${m} min ${s % 60} s` : `${s} s`;
          },
          time(iso, window) {
            const day = { day: 'numeric', month: 'short' }, clock = { hour: '2-digit', minute: '2-digit' };
            if (window === '1d') return new Date(iso).toLocaleDateString(undefined, { ...day, year: 'numeric', timeZone: 'UTC' });
            const today = new Date(iso).toDateString() === new Date().toDateString();
            return new Date(iso).toLocaleString(undefined, today ? clock : { ...day, ...clock });
          },
        };

        function make(tag, properties, ...children) {
          const node = Object.assign(document.createElement(tag), properties);
          node.append(...children);
          return node;
        }

        function draw(tag, attributes, ...children) {
          const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
          for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
          node.append(...children);
          return node;
        }

        function spark(values) {
          const most = Math.max(...values, 0), width = 100, height = 40, step = width / Math.max(1, values.length - 1);
          const y = value => most > 0 ? height - 2 - (value / most) * (height - 6) : height - 2;
          const line = values.map((value, i) => `${i ? 'L' : 'M'}${(i * step).toFixed(2)} ${y(value).toFixed(2)}`).join('');
          return draw('svg', { class: 'spark', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
            draw('path', { class: 'fill', d: `${line}L${width} ${height}L0 ${height}Z` }), draw('path', { class: 'stroke', d: line }));
        }

        function shares(parts) {
          const bar = make('span', { className: 'share' });
          for (const { share, kind, title } of parts) {
            const part = make('i', { className: kind ?? '', title });
            part.style.width = `${share * 100}%`;
            bar.append(part);
          }
          return bar;
        }

        // Columns: [heading, cell of a row, options]; a cell is text or a node.
        function table(caption, columns, rows) {
          const classes = options => ['number', 'roomy', 'grow'].filter(name => options?.includes(name)).join(' ');
          return make('table', { ariaLabel: caption },
            make('thead', {}, make('tr', {}, ...columns.map(([heading, , options]) => make('th', { scope: 'col', className: classes(options) }, heading)))),
            make('tbody', {}, ...rows.map(row => make('tr', {}, ...columns.map(([, cell, options]) => {
              const content = cell(row) ?? '–';
              return make('td', { className: classes(options) + (options?.includes('name') ? ' name-cell' : ''), title: options?.includes('name') && typeof content === 'string' ? content : '' }, content);
            })))));
        }

        function named(name, detail) {
          const node = make('span', { title: name }, name);
          if (detail) node.append(make('small', {}, detail));
          return node;
        }
        """;
}
