using Microsoft.Extensions.Hosting;

namespace Shopstream.Modules.Stores;

/// <summary>Registers documents, search index and sketches.</summary>
public static class StoresModule
{
    /// <summary>Adds <see cref="IDocumentStore"/>, <see cref="ISearchIndex"/> and <see cref="IMembershipSketches"/>.</summary>
    public static void Register(IHostApplicationBuilder builder)
    {
        DocumentsModule.Register(builder);
        SearchIndexModule.Register(builder);
        SketchesModule.Register(builder);
    }
}
