"""The chart window. `window` needs neither pyqtgraph nor numpy; what draws is imported when a chart is opened."""
