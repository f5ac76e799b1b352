extension FindingsHTML {
    /// Up to the body. Nothing is loaded, run or sent: the policy says so to the browser as well.
    static let head = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>blot: what was found</title>
        <style>
        :root { --ink: #1c2330; --dim: #5b6472; --line: #d9dee6; --paper: #fff; --panel: #f5f7fa;
          --critical: #a3123a; --high: #d1492e; --medium: #d99a1c; --low: #4f86b8; --place: #5a6fb0; --source: #4b8f7b; --others: #9aa3af; }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 1120px; padding: 28px 24px; color: var(--ink); background: var(--paper);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
        h1 { font-size: 26px; margin: 0; } h2 { font-size: 19px; margin: 34px 0 8px; } h3 { font-size: 15px; margin: 22px 0 6px; overflow-wrap: anywhere; }
        header p, footer { color: var(--dim); } header p { margin: 2px 0 18px; } footer { margin-top: 36px; font-size: 12px; overflow-wrap: anywhere; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 10px; margin: 0; }
        .tiles div { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 10px 12px; }
        .tiles dt { color: var(--dim); font-size: 12px; } .tiles dd { margin: 2px 0 0; font-size: 19px; font-weight: 600; }
        .tiles .warning { border-color: var(--critical); } .tiles .warning dd { color: var(--critical); }
        .clean { font-size: 17px; } p.warning { color: var(--critical); font-weight: 600; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(460px, 1fr)); gap: 14px; margin-top: 22px; }
        figure { margin: 0; border: 1px solid var(--line); border-radius: 6px; padding: 10px 14px; break-inside: avoid; }
        figcaption { font-weight: 600; margin-bottom: 4px; } svg { width: 100%; height: auto; display: block; }
        svg text { font: 14px system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif; fill: var(--ink); } svg .number { fill: var(--dim); }
        rect.critical { fill: var(--critical); } rect.high { fill: var(--high); } rect.medium { fill: var(--medium); } rect.low { fill: var(--low); }
        rect.place { fill: var(--place); } rect.source { fill: var(--source); } rect.others { fill: var(--others); }
        table { border-collapse: collapse; width: 100%; font-size: 13px; } th { text-align: left; color: var(--dim); font-weight: 600; }
        th, td { padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; } thead { display: table-header-group; }
        .n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; } .p { white-space: nowrap; font-variant-numeric: tabular-nums; }
        td { overflow-wrap: anywhere; } .m { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 12px; white-space: pre-wrap; }
        .badge { border-radius: 9px; padding: 1px 8px; font-size: 12px; color: #fff; white-space: nowrap; }
        .badge.critical { background: var(--critical); } .badge.high { background: var(--high); } .badge.medium { background: var(--medium); color: #201500; }
        .badge.low { background: var(--low); }
        tr { break-inside: avoid; }
        @media print { body { max-width: none; padding: 0; font-size: 12px; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          .charts { grid-template-columns: 1fr 1fr; } h2, h3 { break-after: avoid; } }
        </style></head>
        <body>

        """
}
