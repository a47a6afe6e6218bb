/** The page of privacy zones: a map on which they are drawn. */
import "./style/activity.css";
import "./zone-map";
