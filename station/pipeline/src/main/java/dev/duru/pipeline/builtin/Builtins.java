package dev.duru.pipeline.builtin;

import dev.duru.dialects.plan.BuiltinKind;
import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.pipeline.engine.Builtin;
import dev.duru.pipeline.state.YieldStore;
import dev.duru.pipeline.toolchain.ToolShed;
import dev.duru.pipeline.toolchain.Toolchains;
import dev.duru.pipeline.toolchain.Vendors;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** All of them. */
public final class Builtins {
    private static final ToolShed MACHINE_ONLY =
            new ToolShed(
                    Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "duru-no-tools"),
                    Vendors.Settings.NONE);

    private Builtins() {}

    /** One for each kind; tools are those of the machine. */
    public static Map<BuiltinKind, Builtin> all(
            CheckoutSource source, Database database, YieldStore yields, Blobs blobs) {
        return all(source, database, yields, blobs, MACHINE_ONLY, Forge.NONE);
    }

    /** One for each kind. */
    public static Map<BuiltinKind, Builtin> all(
            CheckoutSource source,
            Database database,
            YieldStore yields,
            Blobs blobs,
            ToolShed shed,
            Forge forge) {
        Toolchains tools = new Toolchains();
        CacheStep cache = new CacheStep(source, database, yields, blobs);
        JobArtifacts artifacts = new JobArtifacts(database, yields, blobs, forge);
        JobCache jobCache = new JobCache(database, yields, blobs);
        Map<BuiltinKind, Builtin> all = new EnumMap<>(BuiltinKind.class);
        for (BuiltinKind kind : BuiltinKind.values()) {
            all.put(
                    kind,
                    switch (kind) {
                        case CHECKOUT -> new CheckoutStep(source);
                        case SETUP_JAVA -> new SetupJava(tools, shed, cache);
                        case SETUP_NODE, SETUP_PYTHON, SETUP_GO ->
                                new SetupTool(tools, shed, cache, kind);
                        case CACHE -> cache::restoreAndSave;
                        case CACHE_RESTORE -> cache::restore;
                        case CACHE_SAVE -> cache::save;
                        case UPLOAD_ARTIFACT -> new UploadArtifact(database, yields, blobs);
                        case MERGE_ARTIFACTS -> new MergeArtifacts(database, yields, blobs);
                        case DOWNLOAD_ARTIFACT -> new DownloadArtifact(database, yields, blobs);
                        case KEEP_ARTIFACTS -> artifacts::keep;
                        case TAKE_ARTIFACTS -> artifacts::take;
                        case READ_COVERAGE -> new JobReports(database)::read;
                        case MAKE_RELEASE -> new ReleaseStep(forge);
                        case PUBLISH_SITE -> new SiteStep(database, blobs);
                        case KEEP_CACHE -> jobCache::keep;
                        case TAKE_CACHE -> jobCache::take;
                    });
        }
        return all;
    }
}
