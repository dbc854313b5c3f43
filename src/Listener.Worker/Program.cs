using Listener.Worker.Cli;

return await ListenerCommand.RunAsync(args);
