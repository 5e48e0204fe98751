param name string
param location string
param tags object
param principalId string
param containers string[]

resource account 'Microsoft.DocumentDB/databaseAccounts@2024-11-15' = {
  name: name
  location: location
  tags: tags
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [{ locationName: location, failoverPriority: 0 }]
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    disableLocalAuth: true
    minimalTlsVersion: 'Tls12'
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: 'Continuous7Days' } }
  }

  resource database 'sqlDatabases' = {
    name: 'fraud'
    properties: { resource: { id: 'fraud' }, options: { autoscaleSettings: { maxThroughput: 4000 } } }

    resource container 'containers' = [
      for one in containers: {
        name: one
        properties: {
          resource: {
            id: one
            partitionKey: { paths: ['/pk'], kind: 'Hash', version: 2 }
            defaultTtl: -1
            // Documents are found by partition, id and one index value; the rest of a decision is never searched, and indexing it would cost more than writing it.
            indexingPolicy: { indexingMode: 'consistent', includedPaths: [{ path: '/ix/?' }], excludedPaths: [{ path: '/*' }] }
          }
        }
      }
    ]
  }

  // Cosmos DB Built-in Data Contributor
  resource role 'sqlRoleAssignments' = {
    name: guid(account.id, principalId, 'data')
    properties: {
      principalId: principalId
      roleDefinitionId: '${account.id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002'
      scope: account.id
    }
  }
}

output endpoint string = account.properties.documentEndpoint
