Console.WriteLine("lepton");
