namespace Microsoft.DotNet.Interactive;

/// <summary>What a library does when a notebook loads it; a class that has it can be written and called in a cell.</summary>
public interface IKernelExtension
{
    /// <summary>Gets the kernel ready for the library.</summary>
    Task OnLoadAsync(Kernel kernel);
}
