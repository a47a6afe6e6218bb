/** The activity page: map and charts, and the moment that both point at. */
import "uplot/dist/uPlot.min.css";
import "./style/activity.css";
import "./style/activity-more.css";
import "./route-map";
import "./stream-charts";
