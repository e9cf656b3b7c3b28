using System.Diagnostics;
using System.Globalization;

namespace Shopstream.Modules.Monitoring;

/// <summary>What the process uses: processor, memory, garbage collection, threads.</summary>
internal static class ProcessMetrics
{
    /// <summary>Appends the metrics of this process.</summary>
    public static void Write(PrometheusText text)
    {
        using var process = Process.GetCurrentProcess();
        var memory = GC.GetGCMemoryInfo(GCKind.Any);
        var started = new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000d;
        text.Single("process_cpu_seconds_total", "Processor time used, user and system.", MetricKind.Counter, Environment.CpuUsage.TotalTime.TotalSeconds)
            .Single("process_resident_memory_bytes", "Resident memory.", MetricKind.Gauge, process.WorkingSet64)
            .Single("process_virtual_memory_bytes", "Virtual memory.", MetricKind.Gauge, process.VirtualMemorySize64)
            .Single("process_start_time_seconds", "Start of the process, seconds since 1970-01-01 UTC.", MetricKind.Gauge, started)
            .Single("process_threads", "Threads of the operating system.", MetricKind.Gauge, process.Threads.Count)
            .Single("dotnet_gc_heap_bytes", "Managed heap, fragmentation included, after the last collection.", MetricKind.Gauge, memory.HeapSizeBytes)
            .Single("dotnet_gc_live_bytes", "Managed memory thought to be in use now.", MetricKind.Gauge, GC.GetTotalMemory(forceFullCollection: false))
            .Single("dotnet_gc_committed_bytes", "Memory committed for the managed heap at the last collection.", MetricKind.Gauge, memory.TotalCommittedBytes)
            .Single("dotnet_gc_allocated_bytes_total", "Managed memory allocated since the start.", MetricKind.Counter, GC.GetTotalAllocatedBytes())
            .Single("dotnet_gc_pause_seconds_total", "Time all threads stood still for the garbage collector.", MetricKind.Counter, GC.GetTotalPauseDuration().TotalSeconds)
            .Single("dotnet_thread_pool_threads", "Threads of the thread pool.", MetricKind.Gauge, ThreadPool.ThreadCount)
            .Single("dotnet_thread_pool_queue_items", "Work items waiting for a thread.", MetricKind.Gauge, ThreadPool.PendingWorkItemCount)
            .Single("dotnet_thread_pool_completed_items_total", "Work items done.", MetricKind.Counter, ThreadPool.CompletedWorkItemCount)
            .Single("dotnet_monitor_lock_contentions_total", "Times a thread had to wait for a lock.", MetricKind.Counter, Monitor.LockContentionCount);
        text.Begin("dotnet_gc_collections_total", "Garbage collections by generation.", MetricKind.Counter);
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
            text.Sample("dotnet_gc_collections_total", string.Create(CultureInfo.InvariantCulture, $"generation=\"{generation}\""), GC.CollectionCount(generation));
    }
}
