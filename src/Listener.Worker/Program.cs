using Listener.Worker.Cli;
using Listener.Worker.Hosting;

PrivateFiles.Require();
ProcessMemory.KeepLittle();
return await ListenerCommand.RunAsync(args);
