/** What every page has: the style sheet, htmx, and the islands of the import pages. */
import "@fontsource-variable/inter/wght.css";
import "./style/tokens.css";
import "./style/pages.css";
import "./style/forms.css";
import "./style/desk.css";
import "./style/people.css";
import "./style/health.css";
import "./style/settings.css";
import "./style/showcase.css";
import "./style/news.css";
import "./style/connections.css";
import "./style/activity-list.css";
import "htmx.org";
import "./activity-news";
import "./choose-many";
import "./month-grid";
import "./copy-button";
import "./file-drop";
import "./import-progress";
import "./notification-bell";
import "./passkeys";

const zone = document.querySelector<HTMLInputElement>("input[data-browser-zone]");
if (zone && !zone.value) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
