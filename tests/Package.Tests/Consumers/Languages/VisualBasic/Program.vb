Imports System
Imports ProcessIsolate

Module Program
    Sub Main()
        Using pool As New ProcessPool(1)
            Console.WriteLine("main")
            Console.WriteLine("host=" & Environment.ProcessId)
            Console.WriteLine("worker=" & pool.Run(Of Integer)(AddressOf Jobs.Id))
            Console.WriteLine("square=" & pool.Run(Of Integer, Integer)(AddressOf Jobs.Square, 3))
        End Using
    End Sub
End Module
