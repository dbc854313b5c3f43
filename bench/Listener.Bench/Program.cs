Console.WriteLine("listener-bench");
