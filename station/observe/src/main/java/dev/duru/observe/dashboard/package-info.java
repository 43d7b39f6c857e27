/**
 * Dashboards as code: files in the JSON that Grafana keeps a dashboard in, shown as they are.
 *
 * <p>{@link dev.duru.observe.dashboard.DashboardReader} reads a file, or says at which line and
 * column it is wrong. {@link dev.duru.observe.dashboard.Variables} finds what its variables may be
 * and are; {@link dev.duru.observe.dashboard.Interpolation} puts them, and the lengths of time that
 * depend on the page, into queries, and {@link dev.duru.observe.dashboard.Filters} narrows them;
 * {@link dev.duru.observe.dashboard.PanelData} asks them, names the series and has {@link
 * dev.duru.observe.dashboard.Transformations} make of them what the panel wants, all as a {@link
 * dev.duru.observe.dashboard.Frame}. {@link dev.duru.observe.dashboard.Annotations} finds what is
 * marked on the graphs. How a panel looks is left to the page's script, which gets its {@code
 * fieldConfig} and {@code options} as they stand.
 *
 * <p>Rules: what is not understood is said where it stands, never left out silently; a panel that
 * fails does so alone. Nothing here reads or writes anything but the store of samples.
 *
 * <p>Source: Grafana's documentation of the dashboard JSON model, of variables and of panels.
 */
@NullMarked
package dev.duru.observe.dashboard;

import org.jspecify.annotations.NullMarked;
