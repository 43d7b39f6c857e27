package dev.duru.pipeline.engine;

import dev.duru.pipeline.sandbox.Sandboxes;
import dev.duru.pipeline.sandbox.StepHost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a job runs: its folders and what its processes run in.
 *
 * @param job the job's row
 */
record JobPlace(long job, JobFolders folders, StepHost host) {
    private static final Logger LOG = LoggerFactory.getLogger(JobPlace.class);

    /**
     * Makes the folders and opens the sandbox.
     *
     * @param again how often the job has failed before and is run again
     */
    static JobPlace open(EngineTools tools, JobRequest request, int again) {
        Path own = tools.setup().jobFolder(request.jobId());
        // The place before may still be on its way out.
        Path root = again == 0 ? own : own.resolveSibling(own.getFileName() + "-" + again);
        JobFolders folders = JobFolders.create(root, request);
        try {
            List<Path> writable = new ArrayList<>();
            request.material().place().ifPresent(writable::add);
            StepHost host =
                    tools.sandboxes()
                            .open(
                                    new Sandboxes.View(
                                            folders.root(),
                                            folders.fixed(),
                                            writable,
                                            tools.setup().hidden(),
                                            tools.setup().limits(),
                                            tools.sandboxName(request.jobId())));
            return new JobPlace(request.jobId(), folders, host);
        } catch (RuntimeException e) {
            delete(request.jobId(), folders);
            throw e;
        }
    }

    /** Ends all processes, waits until they are gone and deletes the folders. */
    void clear() {
        host.close();
        delete(job, folders);
    }

    private static void delete(long job, JobFolders folders) {
        try {
            folders.delete();
        } catch (RuntimeException e) {
            LOG.warn("the folder of job {} stays behind", job, e);
        }
    }
}
