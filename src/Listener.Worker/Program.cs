using Listener.Worker.Cli;
using Listener.Worker.Hosting;

PrivateFiles.Require();
return await ListenerCommand.RunAsync(args);
