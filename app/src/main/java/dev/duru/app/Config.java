package dev.duru.app;

import dev.duru.artifact.ImageRule;
import dev.duru.delivery.traffic.edge.EdgeFront;
import dev.duru.observe.Outside;
import dev.duru.observe.logs.syslog.SyslogTarget;
import dev.duru.pipeline.Keeping;
import dev.duru.pipeline.actions.ActionSettings;
import dev.duru.pipeline.container.ContainerSettings;
import dev.duru.pipeline.gitlab.RemotePolicy;
import dev.duru.pipeline.sandbox.JobLimits;
import dev.duru.pipeline.services.tokens.Rights;
import dev.duru.pipeline.toolchain.Vendors;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How this Duru is set up. Read by {@link ConfigReader} from flags, the environment and a file, in
 * this order of precedence; every key is in {@link Setting}.
 *
 * @param data the folder that holds everything that is to be kept
 * @param http where the pages, the API, Git and the registry are served
 * @param edge where the deployed applications are reached
 * @param limits what a user may ask for
 * @param watch what is measured, and who is told
 * @param actions which actions of other repositories may be used, and where they come from
 * @param containers what jobs may do with containers
 * @param kubernetes the cluster for environments that run in one
 * @param vendors where tools come from that a job asks for and the machine has not
 * @param includes which files of the web pipelines may include
 * @param keeping how long runs and what they made are kept
 * @param images which images are kept
 */
public record Config(
        Path data,
        Http http,
        Edge edge,
        Limits limits,
        Watch watch,
        ActionSettings actions,
        Vendors.Settings vendors,
        ContainerSettings containers,
        Kubernetes kubernetes,
        RemotePolicy includes,
        Keeping keeping,
        ImageRule images) {

    /**
     * @param port 0 for any free one
     * @param url how people reach it from outside; without it the address and port
     */
    public record Http(String address, int port, Optional<URI> url) {}

    /**
     * @param port 0 for any free one, which is then kept in the data folder
     * @param tlsPort 0 for no https
     * @param authority that certifies hosts
     * @param proxies before it that are believed
     */
    public record Edge(
            String address,
            int port,
            int tlsPort,
            Optional<EdgeFront.Acme> authority,
            EdgeFront.Proxies proxies) {}

    /**
     * @param every how often measurements are taken
     * @param prometheus a configuration in Prometheus' format, where there is one
     * @param alertmanager a configuration in Alertmanager's format, where there is one
     * @param syslog where syslog is taken in
     * @param outside other programs that answer or send
     */
    public record Watch(
            Duration every,
            java.util.Optional<Path> prometheus,
            java.util.Optional<Path> alertmanager,
            List<SyslogTarget> syslog,
            Outside outside) {}

    /**
     * @param kubeconfig a file, {@code cluster} for the one that Duru runs in, {@code ""} for none
     * @param namespace of environments that name none; {@code ""} for the kubeconfig's own
     * @param registry the address of Duru's registry for the nodes; {@code ""} for that of {@link
     *     Http}
     */
    public record Kubernetes(String kubeconfig, String namespace, String registry) {}

    /**
     * @param jobs how many jobs run at a time
     * @param pushBytes the largest pack that a push may carry
     * @param jobTime the longest that a job may take when it does not say so itself
     * @param job what one job may take of the machine
     * @param token what the token of a job may do that says nothing about it
     */
    public record Limits(int jobs, long pushBytes, Duration jobTime, JobLimits job, Rights token) {}
}
