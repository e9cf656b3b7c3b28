namespace Shopstream.Modules.Dashboard;

/// <summary>The style of the page, light and dark.</summary>
internal static class DashboardStyle
{
    /// <summary>CSS.</summary>
    public const string Text = """
        :root {
          color-scheme: light dark;
          --ground: #f4f6f8; --card: #ffffff; --ink: #16202b; --soft: #5a6674; --line: #e2e7ec; --hover: #f2f6f7;
          --accent: #0f766e; --wash: #0f766e1f; --positive: #2a9d6f; --neutral: #b3bdc8; --negative: #d6506a;
          --good: #0b6b4f; --good-ground: #dff3ea; --warn: #7a4b00; --warn-ground: #fdf0d5;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #0f151b; --card: #18212a; --ink: #e6ecf2; --soft: #98a5b3; --line: #28343f; --hover: #1e2933;
            --accent: #2dd4bf; --wash: #2dd4bf26; --positive: #34b982; --neutral: #566472; --negative: #e8718a;
            --good: #8be3c0; --good-ground: #143a2d; --warn: #ffd58a; --warn-ground: #40300e;
          }
        }
        * { box-sizing: border-box; }
        [hidden] { display: none !important; }
        html { scroll-behavior: smooth; }
        @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
        body {
          margin: 0; background: var(--ground); color: var(--ink);
          font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
        }
        h1, h2, h3, p { margin: 0; }
        a { color: var(--accent); }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
        code { background: var(--wash); border-radius: 4px; padding: .1em .35em; font-size: .92em; }

        .top { display: flex; align-items: center; gap: 12px; padding: 14px 24px; background: var(--card); border-bottom: 1px solid var(--line); flex-wrap: wrap; }
        .top img { display: block; }
        .top h1 { font-size: 19px; font-weight: 650; letter-spacing: -.01em; }
        .top nav { margin-left: auto; display: flex; gap: 18px; }
        .top nav a { text-decoration: none; color: var(--soft); }
        .top nav a:hover { color: var(--accent); text-decoration: underline; }
        .state { font-size: 13px; padding: 2px 10px 2px 8px; border-radius: 99px; display: flex; align-items: center; gap: 7px; }
        .state::before { content: ""; width: 8px; height: 8px; border-radius: 50%; background: currentColor; }
        .state.live { color: var(--good); background: var(--good-ground); }
        .state.waiting { color: var(--warn); background: var(--warn-ground); }

        main, footer { max-width: 1480px; margin: 0 auto; padding: 0 24px; }
        footer { padding-top: 14px; padding-bottom: 32px; }
        .notice { margin-top: 18px; padding: 10px 14px; border-radius: 10px; color: var(--warn); background: var(--warn-ground); }
        .heading { display: flex; align-items: baseline; flex-wrap: wrap; gap: 8px 18px; margin: 26px 0 12px; }
        .heading h2 { font-size: 17px; font-weight: 650; }
        .note { color: var(--soft); font-size: 13px; }

        .tiles { display: grid; gap: 14px; grid-template-columns: repeat(6, minmax(0, 1fr)); }
        .tile { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 14px 16px 0; overflow: hidden; display: flex; flex-direction: column; }
        .tile .name { color: var(--soft); font-size: 13px; }
        .tile .figure { font-size: 25px; font-weight: 650; letter-spacing: -.02em; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .tile .day { color: var(--soft); font-size: 13px; font-variant-numeric: tabular-nums; }
        .spark { display: block; width: calc(100% + 32px); margin: 8px -16px 0; height: 42px; }
        .spark .fill { fill: var(--wash); } .spark .stroke { fill: none; stroke: var(--accent); stroke-width: 1.6; vector-effect: non-scaling-stroke; }
        .welcome { background: var(--card); border: 1px dashed var(--line); border-radius: 14px; padding: 26px 28px; margin-top: 14px; }
        .welcome h3 { font-size: 17px; margin-bottom: 6px; }
        .welcome p { color: var(--soft); max-width: 68ch; margin-top: 6px; }

        .filter { display: flex; flex-wrap: wrap; gap: 8px 14px; margin-left: auto; align-items: center; }
        .custom { display: flex; flex-wrap: wrap; gap: 8px 14px; }
        label { color: var(--soft); font-size: 13px; }
        select, input { font: inherit; font-size: 14px; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 5px 8px; }

        .grid { display: grid; gap: 14px; grid-template-columns: repeat(12, minmax(0, 1fr)); }
        .card { grid-column: span 4; background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 14px 0 8px; min-width: 0; }
        .card.wide { grid-column: span 8; } .card.half { grid-column: span 6; } .card.full { grid-column: 1 / -1; }
        .card > header { display: flex; align-items: baseline; flex-wrap: wrap; gap: 4px 12px; padding: 0 18px 8px; }
        .card h3 { font-size: 15px; font-weight: 650; }
        .card .pick, .card .legend { margin-left: auto; }
        .card .body { overflow-x: auto; min-height: 72px; }
        .card .body table + table { margin-top: 10px; } .card .body > .note { padding: 10px 18px; }
        .card.loading .body { opacity: .6; }
        .empty { color: var(--soft); padding: 18px; text-align: center; }
        .problem { color: var(--negative); padding: 12px 18px; }

        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 14px; }
        th { font-weight: 500; color: var(--soft); font-size: 12.5px; text-align: left; padding: 5px 9px; border-bottom: 1px solid var(--line); white-space: nowrap; }
        td { padding: 6px 9px; border-bottom: 1px solid var(--line); white-space: nowrap; }
        tr > :first-child { padding-left: 18px; } tr > :last-child { padding-right: 18px; }
        tbody tr:last-child td { border-bottom: 0; }
        tbody tr:hover { background: var(--hover); }
        .number { text-align: right; }
        .name-cell { max-width: 260px; overflow: hidden; text-overflow: ellipsis; }
        .name-cell small { color: var(--soft); margin-left: 7px; }
        .share { display: flex; height: 9px; width: 100%; min-width: 90px; border-radius: 5px; overflow: hidden; background: var(--line); }
        .share i { display: block; height: 100%; background: var(--accent); }
        .positive { background: var(--positive) !important; } .neutral { background: var(--neutral) !important; } .negative { background: var(--negative) !important; }
        .legend { color: var(--soft); font-size: 13px; }
        .legend i { display: inline-block; width: 9px; height: 9px; border-radius: 3px; margin: 0 5px 0 10px; }
        .grow { width: 40%; }
        .reviews { list-style: none; margin: 6px 0 4px; padding: 8px 18px 0; border-top: 1px solid var(--line); }
        .reviews li { padding: 3px 0 3px 16px; position: relative; font-size: 14px; }
        .reviews li > i { position: absolute; left: 0; top: 11px; width: 8px; height: 8px; border-radius: 50%; }
        .reviews small { color: var(--soft); }

        .chart { padding: 0 18px 6px; }
        .chart svg { display: block; width: 100%; height: 190px; }
        .chart .bar { fill: var(--accent); } .chart .bar:hover { opacity: .7; }
        .chart .rule { stroke: var(--line); stroke-width: 1; vector-effect: non-scaling-stroke; }
        .axis { display: flex; justify-content: space-between; color: var(--soft); font-size: 12.5px; font-variant-numeric: tabular-nums; }
        .chart .axis:last-child { padding-top: 4px; }

        @media (max-width: 1180px) {
          .tiles { grid-template-columns: repeat(3, minmax(0, 1fr)); }
          .card, .card.half { grid-column: span 6; } .card.wide { grid-column: 1 / -1; }
        }
        @media (max-width: 760px) {
          main, footer { padding: 0 14px; } .top { padding: 12px 14px; } .top nav { gap: 14px; font-size: 14px; }
          .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 10px; } .tile .figure { font-size: 21px; }
          .card, .card.half, .card.wide { grid-column: 1 / -1; }
          .filter { margin-left: 0; } .roomy { display: none; } .name-cell { max-width: 118px; }
          th, td { padding-left: 6px; padding-right: 6px; } .share { min-width: 60px; } td { font-size: 13.5px; }
          .name-cell small { display: block; margin: 0; overflow: hidden; text-overflow: ellipsis; }
        }
        @media print { .filter, .pick, .top nav { display: none; } .card, .tile { break-inside: avoid; } }
        """;
}
