/** The page on which an activity is edited: two handles on its chart. */
import "uplot/dist/uPlot.min.css";
import "./style/edit.css";
import "./trim-chart";
