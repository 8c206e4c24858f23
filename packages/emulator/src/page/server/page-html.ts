const icon =
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'><rect width='32' height='32' rx='9' fill='%234f46e5'/><path d='M8 11.5A3.5 3.5 0 0 1 11.5 8h9a3.5 3.5 0 0 1 3.5 3.5v5a3.5 3.5 0 0 1-3.5 3.5H15l-5 4v-4.3a3.5 3.5 0 0 1-2-3.2z' fill='white'/></svg>";

/** The page's frame. Everything else is built by its script, which escapes what messages hold by construction. */
export const pageHtml = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Polychat emulator</title>
<link rel="icon" href="data:image/svg+xml,${icon.replaceAll('"', '%22').replaceAll('<', '%3C').replaceAll('>', '%3E')}">
<link rel="stylesheet" href="/page/page.css">
<script type="module" src="/page/page.js"></script>
</head>
<body>
<div id="page"></div>
<noscript>This page needs JavaScript. The same is there as JSON below /control.</noscript>
</body>
</html>
`;
