param name string
param location string
param tags object
param principalId string

var deployment = 'app-package'

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: { allowBlobPublicAccess: false, allowSharedKeyAccess: false, minimumTlsVersion: 'TLS1_2', supportsHttpsTrafficOnly: true }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: { isVersioningEnabled: true, deleteRetentionPolicy: { enabled: true, days: 30 } }

    resource package 'containers' = { name: deployment }
    resource files 'containers' = { name: 'files' }
  }
}

// Storage Blob Data Owner and Storage Queue Data Contributor: what the Functions host itself asks for.
resource roles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in ['b7e6dc6d-f1e8-4753-8033-0f276bb0955b', '974c5e8b-45b9-4653-ba55-5f855dd0fb88']: {
    name: guid(account.id, principalId, role)
    scope: account
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

output name string = account.name
output deploymentContainer string = '${account.properties.primaryEndpoints.blob}${deployment}'
