/**
 * Alerts: what rules and other programs say, grouped, silenced, inhibited, and sent to people.
 *
 * <p>The work of Alertmanager (https://prometheus.io/docs/alerting/latest/alertmanager/), with its
 * file format for routes and receivers: {@link dev.duru.observe.alerts.Routing}. {@link
 * dev.duru.observe.alerts.Alerts} is the entrance; {@link dev.duru.observe.alerts.Dispatch} decides
 * what is sent when, {@link dev.duru.observe.alerts.Outbox} sends it.
 *
 * <p>Facts out: AlertFired and AlertResolved, by receivers of the kind issue. Facts in: none.
 * Ports: none.
 *
 * <p>Rules: a message is written to the database before it is sent, and tried again with growing
 * pauses until it is taken, refused for good, or a day old; silences, what groups were told last,
 * and the history of alerts outlive a restart.
 */
@NullMarked
package dev.duru.observe.alerts;

import org.jspecify.annotations.NullMarked;
